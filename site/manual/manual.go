// Package manual makes a page of each command, from the command's own help: the tree that man pages and completion are made from.
package manual

import (
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tvslab/site/page"
	"tvslab/site/search"
)

//go:embed templates
var files embed.FS

var templates = page.Templates(files)

// Index is the page of all commands.
const Index = "man/index.html"

// Path is the page of a command: man/tvslab-lab-clock.html.
func Path(c *cobra.Command) string {
	return "man/" + strings.ReplaceAll(c.CommandPath(), " ", "-") + ".html"
}

// entry is a command as others name it.
type entry struct {
	Path, Name, Short string
	Depth             int
}

func entryOf(c *cobra.Command, depth int) entry {
	return entry{Path(c), c.CommandPath(), c.Short, depth}
}

// option is a flag.
type option struct{ Name, Says, Default string }

// Pages are the list of commands and a page for each.
func Pages(root *cobra.Command) ([]page.Page, []search.Entry, error) {
	var list []entry
	var pages []page.Page
	var entries []search.Entry
	var visit func(c *cobra.Command, depth int) error
	visit = func(c *cobra.Command, depth int) error {
		p, err := pageOf(c)
		if err != nil {
			return err
		}
		pages, list = append(pages, p), append(list, entryOf(c, depth))
		entries = append(entries, search.Entry{Kind: search.Command, Title: c.CommandPath(), Path: p.Path, About: c.Short, Words: c.Long + " " + flagNames(c)})
		for _, below := range shown(c) {
			if err := visit(below, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	if err := visit(root, 0); err != nil {
		return nil, nil, err
	}
	body, err := page.Execute(templates, "commands", map[string]any{"From": Index, "Commands": list})
	return append([]page.Page{{Path: Index, Title: "Commands", Body: body, About: fmt.Sprintf("All %d commands of tvslab, with what each is for.", len(list))}}, pages...),
		entries, err
}

// shown are the commands below one that its help shows.
func shown(c *cobra.Command) (list []*cobra.Command) {
	for _, below := range c.Commands() {
		if below.IsAvailableCommand() && !below.IsAdditionalHelpTopicCommand() {
			list = append(list, below)
		}
	}
	return list
}

func pageOf(c *cobra.Command) (page.Page, error) {
	c.InitDefaultHelpFlag()
	about := c.Short
	var above []entry
	c.VisitParents(func(p *cobra.Command) { above = append([]entry{entryOf(p, 0)}, above...) })
	var below []entry
	for _, one := range shown(c) {
		below = append(below, entryOf(one, 0))
	}
	p := page.Page{Path: Path(c), Title: c.CommandPath(), About: about + ".", Hidden: true}
	var err error
	p.Body, err = page.Execute(templates, "command", map[string]any{"From": p.Path, "Index": Index, "Name": c.CommandPath(), "Short": c.Short, "Synopsis": c.UseLine(),
		"Long": paragraphs(cmp.Or(c.Long, c.Short)), "Examples": example(c), "Options": options(c.NonInheritedFlags()), "Inherited": options(c.InheritedFlags()),
		"Above": above, "Below": below})
	return p, err
}

// example is the examples of a command, from the margin.
func example(c *cobra.Command) string {
	lines := strings.Split(strings.TrimRight(c.Example, "\n "), "\n")
	for i := range lines {
		lines[i] = strings.TrimPrefix(lines[i], "  ")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// paragraph is text that flows, or text that stays as it is: a table, an example.
type paragraph struct {
	Text  string
	Fixed bool
}

func paragraphs(text string) (list []paragraph) {
	for part := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		list = append(list, paragraph{part, strings.HasPrefix(part, "  ") || strings.Contains(part, "\n  ") || strings.Contains(part, "\t")})
	}
	return list
}

func options(flags *pflag.FlagSet) (list []option) {
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Deprecated != "" {
			return
		}
		value, says := pflag.UnquoteUsage(f)
		o := option{Name: "--" + f.Name, Says: says}
		if f.Shorthand != "" {
			o.Name = "-" + f.Shorthand + ", " + o.Name
		}
		if value != "" {
			o.Name += " " + value
		}
		if d := f.DefValue; d != "" && d != "false" && d != "[]" && d != "0" {
			o.Default = d
		}
		list = append(list, o)
	})
	return list
}

func flagNames(c *cobra.Command) string {
	var names []string
	c.NonInheritedFlags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name+" "+f.Usage) })
	return strings.Join(names, " ")
}

// Indent is how far a command stands in the list of all.
func (e entry) Indent() template.HTMLAttr {
	return template.HTMLAttr(fmt.Sprintf(`class="depth%d"`, e.Depth))
}
