package timeline

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tvslab/sim/lab/control"
	"tvslab/sim/lab/folder"
	"tvslab/web/draw"
	"tvslab/web/frame"
)

// Bounds of a page: steps that are listed, moments of the strip.
const (
	mostSteps   = 100
	mostMoments = 1000
)

// line is the time line of a lab.
type line struct {
	Home      string // path of the lab as it is, where this is a moment of its past
	History   *control.History
	Steps     []step // newest first
	Left      int    // older steps that are not listed
	Moments   []folder.Moment
	At        int // of the moment that is looked at
	Then      *then
	Clock     *control.Clock
	Waiting   *control.Waiting
	Snapshots []folder.Snapshot
	Plan      *proposal
	None      string // why there is no time line; "" where there is one
}

// step is a step as the page lists it.
type step struct {
	folder.Step
	Beside bool   // it is not among those that lead to where the lab stands
	Did    string // what in a line
}

// then is a moment that is looked at.
type then struct {
	folder.Moment
	Step      folder.Step
	Clock     string
	Groups    []group
	By        string // what it is, in words
	Place     string
	Last      bool
	Registers int
}

// group is how the phones of a group stood.
type group struct {
	folder.Standing
	Parts []part
}

// part is phones with one verdict.
type part struct {
	Kind  string
	Count int
}

func home(a *frame.Ask) string { return cmp.Or(a.Now, a.Base) }

func show(ctx context.Context, a *frame.Ask) (any, error) {
	l := &line{Home: home(a), Clock: a.Lab.Clock(), Waiting: a.Lab.Waiting()}
	h, err := a.Lab.History(ctx)
	if errors.As(err, new(control.RefusedError)) {
		l.None = err.Error()
		return l, nil
	}
	if err != nil {
		return nil, err
	}
	l.History, l.Snapshots = h, h.Snapshots
	l.Steps, l.Left = listed(h.Steps)
	s, err := a.Lab.Standings(ctx, control.StandingsQuery{Limit: mostMoments})
	if err != nil {
		return nil, err
	}
	l.Moments = s.Moments
	l.look(a.URL.Query())
	l.Plan, err = planOf(ctx, a.Lab)
	return l, err
}

// listed are the newest steps, newest first, and how many are left out.
func listed(all []folder.Step) (list []step, left int) {
	main := leading(all)
	for _, s := range slices.Backward(all) {
		if len(list) == mostSteps {
			break
		}
		list = append(list, step{s, !main[s.Number], strings.Join(strings.Fields(s.What), " ")})
	}
	return list, len(all) - len(list)
}

// leading are the steps that lead to where the lab stands.
func leading(all []folder.Step) map[int64]bool {
	parents, now := map[int64]int64{}, int64(0)
	for _, s := range all {
		if parents[s.Number] = s.Parent; s.Now {
			now = s.Number
		}
	}
	main := map[int64]bool{}
	for n := now; n != 0 && !main[n]; n = parents[n] {
		main[n] = true
	}
	return main
}

// look chooses the moment that the query names, else the last.
func (l *line) look(q url.Values) {
	if len(l.Moments) == 0 {
		return
	}
	l.At = len(l.Moments) - 1
	if i, err := strconv.Atoi(q.Get("i")); err == nil {
		l.At = min(max(i, 0), l.At)
	}
	m := l.Moments[l.At]
	t := &then{Moment: m, Clock: clockOf(m.Clock), Last: l.At == len(l.Moments)-1, Place: folder.Place{Moment: m.Number}.String()}
	if m.Ends || m.Step == 0 && m.Parent == 0 {
		t.Place = folder.Place{Step: m.Step}.String()
	}
	for _, s := range l.History.Steps {
		if s.Number == m.Step {
			t.Step = s
		}
	}
	for _, g := range m.Groups {
		one := group{Standing: g}
		for _, m := range draw.Marks() {
			if n := g.Trust[m.Verdict]; n > 0 {
				one.Parts = append(one.Parts, part{m.Word, n})
			}
		}
		t.Groups = append(t.Groups, one)
		t.Registers += g.Registered
	}
	l.Then = t
}

// clockOf is a time of the lab as pages show it.
func clockOf(text string) string {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return text
	}
	return at.UTC().Format("2006-01-02 15:04:05")
}

// happened is what happened with a step.
type happened struct {
	Step  int64
	Kinds []folder.Tally
}

func stepEvents(ctx context.Context, a *frame.Ask) (any, error) {
	number, err := strconv.ParseInt(a.PathValue("step"), 10, 64)
	if err != nil {
		return nil, control.NotFoundError{RefusedError: control.RefusedError("no such step")}
	}
	list, err := a.Lab.StepEvents(ctx, number)
	for i := range list {
		list[i].First, list[i].Last = clockOf(list[i].First), clockOf(list[i].Last)
	}
	return happened{number, list}, err
}

// rate is how the clock can go.
type rate struct {
	Name, Value string
	On          bool
}

// Rates are how the clock can go.
func (l *line) Rates() (list []rate) {
	for _, r := range []rate{{Name: "Stop", Value: "stopped"}, {Name: "Real", Value: "real"}, {Name: "60x", Value: "60x"}} {
		r.On = r.Value == l.Clock.Rate
		list = append(list, r)
	}
	return list
}

// Jumps are by how much the clock can be moved at once.
func (*line) Jumps() []string { return []string{"10m", "1h", "1d"} }

// Version changes with what the pictures show.
func (l *line) Version() string {
	v := []string{strconv.Itoa(len(l.Moments)), strconv.Itoa(len(l.History.Steps))}
	if n := len(l.Moments); n > 0 {
		v = append(v, strconv.FormatInt(l.Moments[n-1].Number, 10), strconv.FormatInt(l.Moments[n-1].Step, 10))
	}
	for _, s := range l.History.Steps {
		if s.Now {
			v = append(v, strconv.FormatInt(s.Number, 10))
		}
	}
	return strings.Join(v, "-")
}

// Sentence says how phones stand in the last moment.
func (l *line) Sentence() string {
	if len(l.Moments) == 0 {
		return ""
	}
	return sentence(l.Moments[len(l.Moments)-1].Groups)
}

// named is a snapshot as the page lists it.
type named struct {
	folder.Snapshot
	At, Place string
	Drops     bool
}

// Named are the snapshots.
func (l *line) Named() (list []named) {
	for _, s := range l.Snapshots {
		list = append(list, named{s, clockOf(s.Clock), url.PathEscape(folder.Place{Snapshot: s.Name}.String()), s.Name != folder.Beginning})
	}
	return list
}

// At is when the step was done, on the lab's clock.
func (s step) At() string { return clockOf(s.Clock) }
