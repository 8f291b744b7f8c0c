package doctor

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tvslab/parallel"
)

// Schema is the number of the JSON document.
const Schema = 1

// State says how a check came out.
type State string

// The states, best first.
const (
	OK      State = "ok"
	Absent  State = "absent"  // an optional thing is not there
	Limited State = "limited" // what depends on it works, with less
	No      State = "no"      // what depends on it does not work
)

// rank orders states, the best first.
func (s State) rank() int { return slices.Index([]State{OK, Absent, Limited, No}, s) }

// Purpose is something that one does with tvslab.
type Purpose struct {
	Name string `json:"name"`
	Says string `json:"says"`
}

// Purposes are what a machine may be wanted for.
func Purposes() []Purpose {
	return []Purpose{
		{"plan", "plan, run, explore, demo: plans and scenarios in memory"},
		{"serve", "serve, run --sockets: servers for phones and clients"},
		{"web", "serve --web, lesson --web: pages for a browser"},
		{"classroom", "classroom: a lab and pages for each learner"},
		{"phones", "phones: a fleet that boots against servers"},
		{"bench", "bench: boot storms over sockets"},
	}
}

// Names are the names of the purposes.
func Names() (names []string) {
	for _, p := range Purposes() {
		names = append(names, p.Name)
	}
	return names
}

// everything is what every purpose needs.
var everything = Names()

// onSockets are the purposes that listen as servers of a cluster.
var onSockets = []string{"serve", "classroom", "bench"}

// Finding is what a check found.
type Finding struct {
	State State  `json:"state"`
	Found string `json:"found"`
	Mend  string `json:"mend,omitempty"`
}

// Check is one thing to look at. What depends on it, and for which purposes it counts; nobody's for none.
type check struct {
	name, group, what, needs string
	purposes                 []string
	try                      func(ctx context.Context, m *Machine, a Ask) Finding
}

// Result is a check and what it found.
type Result struct {
	Name  string   `json:"name"`
	Group string   `json:"group"`
	What  string   `json:"what"`
	Needs string   `json:"needs"` // what depends on it
	For   []string `json:"for"`   // purposes
	Finding
}

// Ask is what is wanted of the machine.
type Ask struct {
	For     []string  // purposes; all of them, and what is optional, for none
	Phones  int       // of a fleet or a benchmark
	KeysDir string    // folder of lab keys
	Built   time.Time // when the program was made; zero where nobody knows
	Screen  Screen
	Labs    func(context.Context) ([]string, error) // a line for each lab that runs here
}

// Screen is where results are to be read.
type Screen struct {
	Terminal, Colour, Unicode bool
	Columns                   int
}

// Report is the JSON document of tvslab doctor.
type Report struct {
	Schema int      `json:"schema"`
	Phones int      `json:"phones"`
	Works  []Works  `json:"works"`
	Checks []Result `json:"checks"`
}

// Works says how a purpose stands: as the worst of its checks does.
type Works struct {
	Purpose
	State State `json:"state"`
}

// patience is how long a check may take.
const patience = 3 * time.Second

// Examine tries all that is asked for. It ends early with the error of ctx only.
func Examine(ctx context.Context, m *Machine, a Ask) (*Report, error) {
	r := &Report{Schema: Schema, Phones: a.Phones, Works: []Works{}, Checks: []Result{}}
	for _, c := range checks() {
		if len(a.For) > 0 && !slices.ContainsFunc(c.purposes, func(p string) bool { return slices.Contains(a.For, p) }) {
			continue
		}
		found := c.within(ctx, m, a)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r.Checks = append(r.Checks, Result{Name: c.name, Group: c.group, What: c.what, Needs: c.needs, For: append([]string{}, c.purposes...), Finding: found})
	}
	for _, p := range Purposes() {
		if len(a.For) == 0 || slices.Contains(a.For, p.Name) {
			r.Works = append(r.Works, Works{p, r.worst(p.Name)})
		}
	}
	return r, nil
}

// checks are all rows, in the order in which they are told.
func checks() []check {
	return slices.Concat(portChecks(), limitChecks, folderChecks, aroundChecks, programChecks())
}

// within tries a check; one that hangs is told as what does not work.
func (c check) within(ctx context.Context, m *Machine, a Ask) Finding {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	found, err := parallel.Until(ctx, func() (Finding, error) { return c.try(ctx, m, a), nil })
	if err != nil {
		return Finding{Limited, fmt.Sprintf("no answer within %s", patience), ""}
	}
	return found
}

// worst is the worst state of the checks of a purpose.
func (r *Report) worst(purpose string) State {
	worst := OK
	for _, c := range r.Checks {
		if slices.Contains(c.For, purpose) && c.State.rank() > worst.rank() {
			worst = c.State
		}
	}
	return worst
}

// Fits reports whether everything that was asked for works, if with less.
func (r *Report) Fits() bool {
	return !slices.ContainsFunc(r.Works, func(w Works) bool { return w.State == No })
}
