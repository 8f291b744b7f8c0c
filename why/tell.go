package why

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tvslab/devices"
	"tvslab/remedy"
	"tvslab/scenarios"
	"tvslab/sim/lab"
)

// Ask says whose stories are told; nothing is said of anybody: of those that stand worst of each group with a trouble, and of systems that are
// down.
type Ask struct {
	Phone  string `json:"phone,omitempty"`  // a device name
	Group  string `json:"group,omitempty"`  // all that stand differently, the worst first
	System string `json:"system,omitempty"` // a system around the clusters
}

// UnknownError is that there is nothing of that name.
type UnknownError struct {
	What, Name string
	Known      []string // names of that kind, the first ones
	More       int      // of them
}

// Error names what there is.
func (e *UnknownError) Error() string {
	known := strings.Join(e.Known, ", ")
	switch {
	case known == "":
		known = "none"
	case e.More > 0:
		known += fmt.Sprintf(" and %d more", e.More)
	}
	return fmt.Sprintf("%s %q: there is none in the lab; there are %s", e.What, e.Name, known)
}

// Tell tells the stories of a lab as it stands: past is as it stood before, oldest first, nil where that is not known. Nothing changes, and the
// lab must not change meanwhile. The error is an UnknownError, or that of ctx.
func Tell(ctx context.Context, now *scenarios.Runner, past []*scenarios.Runner, ask Ask) (*Document, error) {
	t := &teller{ctx, now, past}
	doc := &Document{Schema: Schema, Scenario: now.Scenario().Name, Cell: now.Scenario().Cell.String(), Clock: now.Lab.Now().UTC().Format("2006-01-02 15:04:05"), Stories: []Story{}}
	stands, systems, err := t.chosen(ask)
	if err != nil {
		return nil, err
	}
	for _, s := range stands {
		story, err := t.phone(s)
		if err != nil {
			return nil, err
		}
		doc.Stories = append(doc.Stories, story)
	}
	for _, name := range systems {
		story, err := t.system(name)
		if err != nil {
			return nil, err
		}
		doc.Stories = append(doc.Stories, story)
	}
	if len(doc.Stories) == 0 {
		doc.Well = t.well()
	}
	for i := range doc.Stories {
		doc.Stories[i].whole()
	}
	return doc, ctx.Err()
}

// chosen are the phones and systems whose stories are told.
func (t *teller) chosen(ask Ask) (stands []lab.Stand, systems []string, err error) {
	l := t.now.Lab
	switch {
	case ask.System != "":
		if _, ok := l.System(ask.System); !ok {
			return nil, nil, &UnknownError{"system", ask.System, t.systemNames(), 0}
		}
		return nil, []string{ask.System}, nil
	case ask.Phone != "":
		p, ok := l.Phone(ask.Phone)
		if !ok {
			first := l.Phones().Names(3)
			return nil, nil, &UnknownError{"phone", ask.Phone, first, l.Phones().Len() - len(first)}
		}
		stand := l.Stands(t.ctx, p.Alone())
		return stand, nil, nil
	case ask.Group != "":
		set := l.Group(ask.Group, 0, 0)
		if len(set) == 0 {
			return nil, nil, &UnknownError{"group", ask.Group, t.groupNames(), 0}
		}
		return t.worst(set), nil, nil
	}
	for _, g := range l.Groups() {
		if of := t.worst(l.Group(g.Name, 0, 0)); len(of) > 0 && len(t.troubles(of[0])) > 0 {
			stands = append(stands, of[0])
		}
	}
	for _, s := range l.Systems() {
		if !s.Up() {
			systems = append(systems, s.Name)
		}
	}
	return stands, systems, nil
}

// worst are phones by how they stand, the worst first: those that stand alike to who looks are one.
func (t *teller) worst(set devices.Set) []lab.Stand {
	var list []lab.Stand
	for _, s := range t.now.Lab.Stands(t.ctx, set) {
		i := slices.IndexFunc(list, func(have lab.Stand) bool { return alike(have, s) })
		if i < 0 {
			list = append(list, s)
			continue
		}
		list[i].Phones = list[i].Phones.Or(s.Phones)
	}
	slices.SortStableFunc(list, func(a, b lab.Stand) int {
		switch {
		case a.Verdict.Trust.WorseThan(b.Verdict.Trust):
			return -1
		case b.Verdict.Trust.WorseThan(a.Verdict.Trust):
			return 1
		}
		return truth(remedy.Well(a)) - truth(remedy.Well(b))
	})
	return list
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// alike reports whether two kinds of phones stand alike to who looks.
func alike(a, b lab.Stand) bool {
	return a.Phone.On() == b.Phone.On() && a.Verdict.Registered == b.Verdict.Registered && summary(a) == summary(b) && a.Verdict.LSC == b.Verdict.LSC
}

func (t *teller) groupNames() (names []string) {
	for _, g := range t.now.Lab.Groups() {
		names = append(names, g.Name)
	}
	return names
}

func (t *teller) systemNames() (names []string) {
	for _, s := range t.now.Lab.Systems() {
		names = append(names, s.Name)
	}
	return names
}

// well says that there is nothing to tell.
func (t *teller) well() string {
	text := fmt.Sprintf("all is well: nothing is refused, and who is on is registered (%s", counted(t.now.Lab.Phones().Len(), "phone"))
	if n := len(t.now.Lab.Systems()); n > 0 {
		text += ", " + counted(n, "system")
	}
	return text + ")"
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
