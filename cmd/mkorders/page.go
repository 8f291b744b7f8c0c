package main

import (
	"bytes"
	"fmt"
	"strings"

	"tvslab/plan"
)

const head = `# Orders of the guides

Written by ` + "`make orders`" + `, which plays every order as ` + "`tvslab plan`" + ` and as ` + "`tvslab explore`" + ` do, and fails where the two do not agree, where
an order that a guide gives does harm, or where one that a guide warns of does none.

Each is a file of scenarios/orders, to start one's own plan from. Nearby are courses in which one step is forgotten or two stand in
another order: how many causes of harm there are among them, and the first.
`

// page is all that was played.
func page(all []*played) []byte {
	var b bytes.Buffer
	b.WriteString(head)
	last := ""
	for _, p := range all {
		if p.file != last {
			last = p.file
			fmt.Fprintf(&b, "\n## %s\n\n[%s](../%s), by: %s\n\n", p.plan.Title, p.file, p.plan.File, p.plan.Source)
			b.WriteString("| release | the guides | plan | explore, as it stands | explore, nearby |\n|---|---|---|---|---|\n")
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", p.plan.Cell, p.said(), p.came(), causes(p, false), causes(p, true))
	}
	return b.Bytes()
}

// said is what the guides say of the order.
func (p *played) said() string {
	switch {
	case p.wrong:
		return "warn of it"
	case p.order.wrong:
		return "nothing"
	}
	return "give it"
}

// came is the verdict, with the groups that it is about.
func (p *played) came() string {
	if p.verdict.Safe {
		return "safe"
	}
	var groups []string
	for _, f := range p.verdict.Findings {
		if f.Word == p.verdict.Word {
			groups = append(groups, f.Groups...)
		}
	}
	return fmt.Sprintf("**%s**: %s", plain(p.verdict), strings.Join(groups, ", "))
}

func plain(v plan.Verdict) string { return strings.ToLower(v.Text) }

// causes says what a search found.
func causes(p *played, nearby bool) string {
	found := p.as
	if nearby {
		found = p.nearby
	}
	text := "nothing"
	if n := len(found.Causes); n > 0 {
		text = fmt.Sprintf("%d: %s", n, found.Causes[0].Violation)
		if words := found.Causes[0].Deviations; len(words) > 0 {
			text = fmt.Sprintf("%d; %s", n, strings.Join(words, "; "))
		}
	}
	return strings.ReplaceAll(text, "|", `\|`)
}
