// Command mkdocs writes the tables of the documentation that follow from rows of the program: the release matrix, the
// settings, the phone models, the reason codes, the headers of lists of phones, the verbs and expectations of the language, the bounds. In a page, a table stands between two
// comments:
//
//	<!-- table: NAME, written by make docs -->
//	<!-- end of NAME -->
//
// go run ./cmd/mkdocs docs/*.md puts the tables into the pages; with -check it writes nothing and fails if a page is
// stale. What stands outside the comments is written by hand.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"

	"tvslab/phone/reason"
)

// tables are the tables by the name that stands in the comments.
var tables = map[string]func() table{
	"release matrix":                releaseMatrix,
	"settings of the cluster":       clusterSettings,
	"settings of phones":            phoneSettings,
	"basis of the cluster settings": clusterBasis,
	"basis of the phone settings":   phoneBasis,
	"phone models":                  phoneModels,
	"headers of lists":              listHeaders,
	"menus of phones":               phoneMenus,
	"phone capabilities":            phoneCapabilities,
	"qualifiers of a step":          qualifiers,
	"verbs":                         verbs,
	"expectations of phones":        phoneExpectations,
	"expectations of a node":        nodeExpectations,
	"expectations of a system":      systemExpectations,
	"kinds of systems":              systemKinds,
	"basis of the kinds of systems": systemBasis,
	"reasons of systems":            systemReasons,
	"reasons accepting":             reasons(reason.Accepting),
	"reasons refusing":              reasons(reason.Refusing),
	"reasons nothing":               reasons(reason.NothingCame),
	"reasons check":                 reasons(reason.Checking),
	"reasons registering":           reasons(reason.Registering),
	"reasons announcing":            reasons(reason.Announcing),
	"reasons enrolling":             reasons(reason.Enrolling),
	"bounds":                        boundTable,
	"features by system":            featureTable,
	"attacks":                       attackTable,
	"ways to a next list":           waysToLists,
	"warnings of plans":             planWarnings,
	"assumptions of plans":          planAssumptions,
	"remedies":                      remedyTable,
	"further files":                 stockFiles,
	"firmware":                      firmwareFamilies,
	"documents of a lab":            labDocuments,
	"faults on the way":             troubleKinds,
	"faults on both networks":       troublesOnNetworks,
}

func main() {
	check := flag.Bool("check", false, "fail if a page is stale, write nothing")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: mkdocs [-check] PAGE...")
		os.Exit(2)
	}
	for _, page := range flag.Args() {
		if err := bring(page, *check); err != nil {
			fmt.Fprintln(os.Stderr, "mkdocs:", err)
			os.Exit(1)
		}
	}
}

// bring brings a page up to date, or says that it is not.
func bring(page string, check bool) error {
	old, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	text, err := filled(old)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", page, err)
	case bytes.Equal(old, text):
		return nil
	case check:
		return fmt.Errorf("%s is stale: make docs", page)
	}
	return os.WriteFile(page, text, 0o644)
}

var place = regexp.MustCompile(`(?s)<!-- table: ([^,>]+), written by make docs -->\n(.*?)<!-- end of ([^>]+) -->`)

// filled returns the page with its tables as they should be.
func filled(page []byte) (text []byte, err error) {
	text = place.ReplaceAllFunc(page, func(found []byte) []byte {
		parts := place.FindSubmatch(found)
		name, end := string(parts[1]), string(parts[3])
		make, ok := tables[name]
		if !ok || name != end {
			err = fmt.Errorf("a table %q that ends as %q is not known", name, end)
			return found
		}
		return fmt.Appendf(nil, "<!-- table: %s, written by make docs -->\n%s<!-- end of %s -->", name, make(), name)
	})
	return text, err
}

// table is the rows of a Markdown table, the head first.
type table [][]string

// String writes the table in Markdown. A bar in a cell is escaped.
func (t table) String() string {
	var b strings.Builder
	for i, row := range t {
		b.WriteString("|")
		for _, cell := range row {
			if cell != "" {
				cell = " " + strings.ReplaceAll(cell, "|", `\|`)
			}
			b.WriteString(cell + " |")
		}
		b.WriteString("\n")
		if i == 0 {
			b.WriteString(strings.Repeat("|---", len(row)) + "|\n")
		}
	}
	return b.String()
}
