package cluster

import (
	"bytes"
	"cmp"
	"context"
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"tvslab/sim/lab/control"
	"tvslab/web/frame"
)

// done is what came of an operation.
type done struct {
	Operation *operation
	Steps     []string           // as the language has them
	PopUps    []string           // of the pages, which are closed
	Told      []control.Happened // what else was told
	Outputs   []control.Typed    // of commands
	Clock     string
}

// mostForm bounds a form, bytes.
const mostForm = 64 << 10

// perform plays what a form says, and answers with what came of it.
func perform(w http.ResponseWriter, a *frame.Ask) {
	o := operationOf(a.PathValue("operation"))
	a.Body = http.MaxBytesReader(w, a.Body, mostForm)
	if err := a.ParseForm(); err != nil {
		frame.Problem(w, a, control.RefusedError("form: "+err.Error()))
		return
	}
	d, err := carryOut(a.Whole(), a, o)
	if err != nil {
		frame.Problem(w, a, err)
		return
	}
	a.Changed()
	if a.Header.Get("HX-Request") != "true" {
		http.Redirect(w, a.Request, a.To("cluster", "do", o.id), http.StatusSeeOther)
		return
	}
	w.Header().Set("HX-Trigger", "lab")
	answer(w, operationPage, "done", frame.View{Ask: a, Data: d})
}

// carryOut plays the steps of an operation, or types its command.
func carryOut(ctx context.Context, a *frame.Ask, o *operation) (*done, error) {
	switch {
	case o == nil:
		return nil, control.NotFoundError{RefusedError: control.RefusedError("operation " + strconv.Quote(a.PathValue("operation")) + ": there is none")}
	case a.Past != "":
		return nil, control.RefusedError("this is a moment of the past: nothing can be changed here")
	case o.command != "" || o.verb == typedVerb:
		return o.enter(ctx, a)
	}
	steps, err := o.played(a.Form)
	if err != nil {
		return nil, err
	}
	d := &done{Operation: o}
	for _, step := range steps {
		performed, err := a.Lab.Perform(ctx, cmp.Or(a.Who, "page"), step)
		if err != nil {
			return nil, err
		}
		d.Steps, d.Clock = append(d.Steps, step), performed.Clock
		d.tell(performed.Told)
	}
	return d, nil
}

// typedVerb is the verb of which people want to see the output: it is typed in a session.
const typedVerb = "cli"

// enter types the command of the operation, or of its form.
func (o *operation) enter(ctx context.Context, a *frame.Ask) (*done, error) {
	node, command := a.Form.Get("node"), cmp.Or(o.command, strings.TrimSpace(a.Form.Get("run")))
	if node == "" || command == "" {
		return nil, control.RefusedError("choose the server, and write a command")
	}
	session, err := a.Lab.Session(node)
	if err != nil {
		return nil, err
	}
	answers := field{key: "answer", source: text, many: true}
	given := answers.given(a.Form)
	typed, err := session.Type(ctx, []string{command}, given)
	if err != nil {
		return nil, err
	}
	if last := typed[len(typed)-1]; last.Refused != "" {
		return nil, control.RefusedError(last.Refused)
	}
	step := argument{pairs: []pair{{key: "node", values: []string{node}}, {key: "run", values: []string{command}}}}
	if len(given) > 0 {
		step.pairs = append(step.pairs, pair{key: "answer", values: given})
	}
	return &done{Operation: o, Steps: []string{stepOf(typedVerb, step, "")}, Outputs: typed, Clock: a.Lab.Clock().Clock}, nil
}

// tell sorts out pop-ups: those that asked were answered before, the others are shown.
func (d *done) tell(told []control.Happened) {
	for _, e := range told {
		i := strings.LastIndex(e.Text, ": ")
		if said, err := strconv.Unquote(e.Text[:max(0, i)]); e.Kind == "pop-up" && err == nil && strings.HasSuffix(e.Text, ": Close") {
			d.PopUps = append(d.PopUps, said)
			continue
		}
		if e.Kind != "step" {
			d.Told = append(d.Told, e)
		}
	}
}

// answer writes a block of a template.
func answer(w http.ResponseWriter, t *template.Template, block string, v frame.View) {
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, block, v); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(b.Bytes()) // the browser may be gone
}
