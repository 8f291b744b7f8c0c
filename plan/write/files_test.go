package write_test

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/plan"
	"tvslab/plan/testplan"
	"tvslab/plan/write"
)

// TestFiles: Markdown and JUnit of plans, one that locks phones and one that cannot be done.
func TestFiles(t *testing.T) {
	list := []*plan.Report{testplan.Make(t, testplan.Cell(t, "careless", "")), testplan.Make(t, testplan.Cell(t, "refused", "")),
		testplan.Make(t, testplan.Cell(t, "lent", ""))}
	for name, format := range map[string]func(io.Writer, []*plan.Report) error{"plans.md": write.Markdown, "plans.xml": write.JUnit} {
		var out bytes.Buffer
		require.NoError(t, format(&out, list))
		golden(t, name, out.String())
	}
}

// TestJUnitCounts: a case for each group and for the plan, and one for an expectation that fails.
func TestJUnitCounts(t *testing.T) {
	r := testplan.Make(t, testplan.Cell(t, "careless", ""))
	r.Verdict.Findings = append(r.Verdict.Findings, plan.Finding{Word: plan.Fails, Step: 2, Line: 9, Groups: []string{"desk"}, What: "trust: expected a, found b"})
	var out bytes.Buffer
	require.NoError(t, write.JUnit(&out, []*plan.Report{r}))
	var got struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
	}
	require.NoError(t, xml.Unmarshal(out.Bytes(), &got))
	require.Equal(t, 1+len(r.Groups)+1, got.Tests)
	require.Equal(t, 3, got.Failures) // the trunk, the group that is locked, the expectation
}

// TestMarkdownIsText: what a plan calls things is text, whatever is in it.
func TestMarkdownIsText(t *testing.T) {
	r := testplan.Make(t, testplan.Cell(t, "careful", ""))
	r.Title, r.Groups[0].Name = "a|b *c* <script>\n# d \x1b[31m", "[x](y)|`z`"
	var out bytes.Buffer
	require.NoError(t, write.Markdown(&out, []*plan.Report{r}))
	require.True(t, strings.HasPrefix(out.String(), `## a\|b \*c\* \<script> \# d `), out.String())
	require.NotContains(t, out.String(), "\x1b")
	require.Contains(t, out.String(), "\\[x\\](y)\\|\\`z\\`, floor (400)")
}
