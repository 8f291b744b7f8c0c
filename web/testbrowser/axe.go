package testbrowser

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"
)

// axe is axe-core 4.10.3 of Deque, as published; MPL-2.0, see axe/LICENSE. It is for tests: no program has it.
//
//go:embed axe/axe-4.10.3.min.js
var axe string

// Violation is a rule of axe-core that a page breaks, and where.
type Violation struct {
	ID     string  `json:"id"`
	Impact string  `json:"impact"`
	Help   string  `json:"help"`
	Nodes  []place `json:"nodes"`
}

// place is where a rule is broken, and what would mend it.
type place struct {
	HTML    string `json:"html"`
	Summary string `json:"summary"`
}

// String is the violation in words, with the first places.
func (v Violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s): %s, %d times", v.ID, v.Impact, v.Help, len(v.Nodes))
	for i, node := range v.Nodes {
		if i == 3 {
			break
		}
		fmt.Fprintf(&b, "\n  %.300s\n    %s", node.HTML, strings.ReplaceAll(node.Summary, "\n", " "))
	}
	return b.String()
}

// Axe fails the test for every rule of accessibility that the page as it is now breaks: WCAG 2.2 A and AA, and the practices that axe-core calls best.
// The page's Content-Security-Policy stays: the browser is given the script, not the page.
func Axe(t testing.TB, tab *Tab) {
	t.Helper()
	for _, v := range Violations(tab) {
		t.Errorf("accessibility of %s: %s", tab.Path(), v)
	}
}

// Violations are the rules of accessibility that the page breaks.
func Violations(tab *Tab) []Violation {
	tab.t.Helper()
	Eval[bool](tab, "if (typeof axe !== 'object') {"+axe+"\n}; true")
	// Colours in the middle of a transition are nobody's choice.
	return Eval[[]Violation](tab, still+`
		.then(() => axe.run(document, {resultTypes: ["violations"], preload: false}))
		.then(r => r.violations.map(v => ({id: v.id, impact: v.impact ?? "", help: v.help,
			nodes: v.nodes.map(n => ({html: n.html, summary: n.failureSummary ?? ""}))})))`)
}
