package testbrowser

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// fields are the roles of what one types into or chooses from.
var fields = []string{"textbox", "searchbox", "combobox", "spinbutton", "listbox"}

// Click presses what has the role and the name that a screen reader says: Click("button", "Check"). A name that ends in … is the beginning of one.
// It waits until that is there and nothing covers it.
func (tab *Tab) Click(role, name string) {
	tab.t.Helper()
	x, y := tab.place([]string{role}, name)
	tab.do("click "+name, chromedp.MouseClickXY(x, y))
}

// Type puts text into the field of this label, in place of what stood there.
func (tab *Tab) Type(label, text string) {
	tab.t.Helper()
	x, y := tab.place(fields, label)
	tab.do("type into "+label, chromedp.MouseClickXY(x, y))
	Eval[bool](tab, "document.activeElement.select?.(), true")
	if text == "" {
		text = kb.Delete
	}
	tab.do("type into "+label, chromedp.KeyEvent(text))
}

// Choose takes an option of a list by its words.
func (tab *Tab) Choose(label, option string) {
	tab.t.Helper()
	object := tab.object(fields, label)
	const choose = `function(words) {
		const found = [...this.options].find(o => o.textContent.trim() === words || o.value === words);
		if (!found) return false;
		this.focus(); this.value = found.value;
		this.dispatchEvent(new Event("input", {bubbles: true})); this.dispatchEvent(new Event("change", {bubbles: true}));
		return true;
	}`
	if !on[bool](tab, object, choose, option) {
		tab.t.Fatalf("%s has no option %q", label, option)
	}
}

// Is says whether something of this role and name is on the page now, and not hidden.
func (tab *Tab) Is(role, name string) bool {
	tab.t.Helper()
	_, ok := tab.find([]string{role}, name)
	return ok
}

// Names are the names of everything of a role, in the order of the page.
func (tab *Tab) Names(role string) []string {
	tab.t.Helper()
	var all []string
	for _, node := range tab.nodes(role) {
		all = append(all, text(node.Name))
	}
	return all
}

// keys are those with names, as Press is given them.
var keys = map[string]string{
	"Enter": kb.Enter, "Escape": kb.Escape, "Tab": kb.Tab, "Space": " ", "Backspace": kb.Backspace, "Delete": kb.Delete, "Home": kb.Home, "End": kb.End,
	"Up": kb.ArrowUp, "Down": kb.ArrowDown, "Left": kb.ArrowLeft, "Right": kb.ArrowRight, "PageUp": kb.PageUp, "PageDown": kb.PageDown,
}

// modifiers are what stands before a + in a key.
var modifiers = map[string]chromedp.Modifier{"Shift": kb.ModifierShift, "Ctrl": kb.ModifierCtrl, "Alt": kb.ModifierAlt}

// Press presses keys one after the other where the focus is: Press("g", "p"), Press("Shift+Tab"), Press("Enter").
func (tab *Tab) Press(names ...string) {
	tab.t.Helper()
	for _, name := range names {
		var options []chromedp.KeyOption
		key := name
		if before, after, held := strings.Cut(name, "+"); held && after != "" {
			options, key = append(options, chromedp.KeyModifiers(modifiers[before])), after
		}
		if named := keys[key]; named != "" {
			key = named
		}
		tab.do("press "+name, chromedp.KeyEvent(key, options...))
	}
}

// Focused is the role and the name of what has the focus: "button Check".
func (tab *Tab) Focused() string {
	tab.t.Helper()
	object := call(tab, runtime.Evaluate, runtime.EvaluateParams{Expression: "document.activeElement"}).Result
	nodes := call(tab, accessibility.GetPartialAXTree, accessibility.GetPartialAXTreeParams{ObjectID: object.ObjectID}).Nodes
	if len(nodes) == 0 {
		return ""
	}
	return strings.TrimSpace(text(nodes[0].Role) + " " + text(nodes[0].Name))
}

// TabTo presses the Tab key until something of this role and name has the focus, as one without a mouse does.
func (tab *Tab) TabTo(role, name string) {
	tab.t.Helper()
	const most = 300
	for range most {
		if at, n, _ := strings.Cut(tab.Focused(), " "); at == role && named(n, name) {
			return
		}
		tab.Press("Tab")
	}
	tab.t.Fatalf("%d times Tab does not lead to %s %q on %s; the focus is on %s", most, role, name, tab.Path(), tab.Focused())
}

// Wait waits until the page shows this text.
func (tab *Tab) Wait(words string) {
	tab.t.Helper()
	tab.until(func() bool { return strings.Contains(tab.Text("body"), words) }, func() string { return fmt.Sprintf("%q is not", words) })
}

// Gone waits until the page no longer shows this text.
func (tab *Tab) Gone(words string) {
	tab.t.Helper()
	tab.until(func() bool { return !strings.Contains(tab.Text("body"), words) }, func() string { return fmt.Sprintf("%q still is", words) })
}

// WaitFor waits until something of this role and name is there.
func (tab *Tab) WaitFor(role, name string) { tab.t.Helper(); tab.backend([]string{role}, name) }

// Text is what one sees of an element, "" if there is none: hidden text is none.
func (tab *Tab) Text(selector string) string {
	tab.t.Helper()
	quoted, _ := json.Marshal(selector)
	return Eval[string](tab, "document.querySelector("+string(quoted)+")?.innerText ?? ''")
}

// named says whether a name is the one that was asked for; … stands for whatever follows.
func named(name, asked string) bool {
	if beginning, cut := strings.CutSuffix(asked, "…"); cut && beginning != "" {
		return strings.HasPrefix(name, beginning)
	}
	return name == asked
}

// text is a value of the accessibility tree as a string.
func text(v *accessibility.Value) string {
	var s string
	if v != nil && json.Unmarshal(v.Value, &s) == nil {
		return strings.TrimSpace(s)
	}
	return ""
}

// nodes are what has a role on the page and is not hidden.
func (tab *Tab) nodes(role string) []*accessibility.Node {
	tab.t.Helper()
	document := call(tab, runtime.Evaluate, runtime.EvaluateParams{Expression: "document"}).Result
	ctx, cancel := context.WithTimeout(tab.ctx, limit)
	defer cancel()
	answer, err := chromedp.Call(ctx, accessibility.QueryAXTree, accessibility.QueryAXTreeParams{ObjectID: document.ObjectID, Role: role})
	if err != nil { // the page went away meanwhile
		return nil
	}
	var seen []*accessibility.Node
	for _, node := range answer.Nodes {
		if !node.Ignored {
			seen = append(seen, node)
		}
	}
	return seen
}

// find is the first thing of one of the roles with the name.
func (tab *Tab) find(roles []string, name string) (cdp.BackendNodeID, bool) {
	tab.t.Helper()
	for _, role := range roles {
		for _, node := range tab.nodes(role) {
			if named(text(node.Name), name) {
				return node.BackendDOMNodeID, true
			}
		}
	}
	return 0, false
}

// backend waits for something of one of the roles with the name.
func (tab *Tab) backend(roles []string, name string) cdp.BackendNodeID {
	tab.t.Helper()
	var id cdp.BackendNodeID
	var ok bool
	tab.until(func() bool { id, ok = tab.find(roles, name); return ok }, func() string {
		return fmt.Sprintf("%s %q is not (there are: %.1000s)", strings.Join(roles, "/"), name, strings.Join(tab.Names(roles[0]), " | "))
	})
	return id
}

// object is the same as an object of JavaScript.
func (tab *Tab) object(roles []string, name string) runtime.RemoteObjectID {
	tab.t.Helper()
	var object *runtime.RemoteObject
	tab.until(func() bool {
		ctx, cancel := context.WithTimeout(tab.ctx, limit)
		defer cancel()
		answer, err := chromedp.Call(ctx, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: tab.backend(roles, name)})
		object = answer.Object
		return err == nil // else it was replaced meanwhile
	}, func() string { return fmt.Sprintf("%q goes away as soon as it is there", name) })
	return object.ObjectID
}

// on calls a function with an element as this.
func on[T any](tab *Tab, object runtime.RemoteObjectID, function string, args ...any) T {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, limit)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.CallFunctionOn[T](function, func(p *runtime.CallFunctionOnParams) { p.ObjectID = object }, args...))
	if err != nil {
		tab.t.Fatalf("%.60s: %v", function, err)
	}
	return value
}

// spot finds the middle of an element that is in sight, uncovered, and not disabled: [x, y], or what is in the way.
const spot = `function() {
	if (!this.isConnected) return {why: "it is no longer on the page"};
	if (this.matches?.(":disabled")) return {why: "it is disabled"};
	const seen = this.getClientRects ? this : this.parentElement;
	seen.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
	const r = seen.getClientRects()[0];
	if (!r || !r.width || !r.height) return {why: "it has no size"};
	const x = r.x + r.width / 2, y = r.y + r.height / 2, top = document.elementFromPoint(x, y);
	const label = seen.labels && [...seen.labels].some(l => l.contains(top));
	if (!top || !(seen.contains(top) || top.contains(seen) && !top.matches("dialog, body, html") || label)) return {why: "it is covered by " + (top ? top.outerHTML.slice(0, 120) : "nothing")};
	return {x, y, why: ""};
}`

// spotted is the answer of spot.
type spotted struct {
	X   float64 `json:"x"`
	Y   float64 `json:"y"`
	Why string  `json:"why"`
}

// place waits until something can be clicked, and is where.
func (tab *Tab) place(roles []string, name string) (x, y float64) {
	tab.t.Helper()
	var found spotted
	tab.until(func() bool { found = on[spotted](tab, tab.object(roles, name), spot); return found.Why == "" },
		func() string { return fmt.Sprintf("%q cannot be clicked: %s;", name, found.Why) })
	return found.X, found.Y
}
