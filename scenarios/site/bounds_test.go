package site

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios/file"
)

// several writes so many entries of a mapping.
func several(n int, entry string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, entry+"\n", i)
	}
	return b.String()
}

// TestBounds: a site that would take memory or hours is refused by what is in the file, and one at the bound is not.
func TestBounds(t *testing.T) {
	const pub = "    pub: {roles: [publisher]}\n"
	for name, row := range map[string]struct {
		text func(over int) string
		want string
	}{
		"nodes": {func(over int) string {
			return "cluster:\n  nodes:\n" + pub + several(maxNodes-1+over, "    n%d: {roles: [subscriber]}")
		}, "nodes: a cluster has 41 nodes, at most 40"},
		"nodes of all clusters": {func(over int) string {
			nodes := func(c string, n int) string {
				return "      " + c + "pub: {roles: [publisher]}\n" + several(n-1, "      "+c+"%d: {roles: [subscriber]}")
			}
			return "cluster:\n  nodes:\n" + nodes("a", maxNodes) + "other-clusters:\n  b:\n    nodes:\n" + nodes("b", maxNodes) +
				"  c:\n    nodes:\n" + nodes("c", maxAllNodes-2*maxNodes+over)
		}, "nodes: all clusters have 101 nodes, at most 100"},
		"clusters": {func(over int) string {
			return "cluster: {nodes: {pub: {roles: [publisher]}}}\nother-clusters:\n" + several(maxClusters+over, "  c%[1]d: {nodes: {n%[1]d: {roles: [publisher]}}}")
		}, "other-clusters: there are 21 clusters, at most 20"},
		"tokens": {func(over int) string {
			return "cluster:\n  nodes:\n" + pub + "  tokens:\n" + several(maxTokens+over, "    - t%d")
		}, "tokens: a cluster has 21 tokens, at most 20"},
		"systems": {func(over int) string {
			return "cluster: {nodes: {pub: {roles: [publisher]}}}\nsystems:\n" + several(maxSystems+over, `  s%d: {kind: sip-trunk}`)
		}, "systems: there are 101 systems, at most 100"},
		"groups": {func(over int) string {
			return "cluster: {nodes: {pub: {roles: [publisher, tftp]}}}\nphones:\n" + several(maxGroups+over, `  g%d: {model: "8841", tftp: [pub]}`)
		}, "phones: there are 256 groups, at most 255"},
		"phones": {func(over int) string {
			return "cluster: {nodes: {pub: {roles: [publisher, tftp]}}}\nphones:\n" + several(5+over, `  g%d: {model: "8841", count: 1000000, tftp: [pub]}`)
		}, "phones: 6 groups have 6,000,000 phones, at most 5,000,000"},
	} {
		t.Run(name, func(t *testing.T) {
			for over := range 2 {
				r := file.NewReport("x.yaml", []byte(row.text(over)), "site")
				var s Site
				root := r.Parse([]byte(row.text(over)), "")
				require.NotNil(t, root, r.Err())
				(&file.Decoder{Report: r}).Value(root, &s, "the site")
				s.Settle(r, nil)
				NewChecker(r, &s).CheckSite()
				problems := fmt.Sprint(r.Err())
				if over == 0 {
					require.NotContains(t, problems, "at most")
				} else {
					require.Contains(t, problems, row.want)
				}
			}
		})
	}
}
