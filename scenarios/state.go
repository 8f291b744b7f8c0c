package scenarios

import (
	"context"
	"crypto"
	"errors"

	"tvslab/admincli"
	"tvslab/keep"
	"tvslab/scenarios/site"
	"tvslab/sim"
	"tvslab/sim/lab"
	"tvslab/sim/pki"
)

// State is a runner at a moment, apart from the machine that it runs on: its scenario, and all that a lab goes on with. It shares what is never
// changed with the runner.
type State struct {
	Scenario *Origin
	Lab      *lab.State
	outside  *admincli.Stored
	keys     map[string]*sim.RecoveryKey
	notices  map[string]notices
	wrong    map[string]int
}

// Origin is what a lab was made of, and does not change.
type Origin struct {
	File  string            // as given to Load
	Text  string            // of the scenario
	Files map[string]string // that the scenario names, by name
	Plan  bool              // it may expect nothing
	Cell  site.Cell
	Seed  uint64
}

// Origin returns what the lab was made of.
func (r *Runner) Origin() *Origin {
	s := r.scenario
	o := &Origin{File: s.File, Text: string(s.text), Plan: s.plan, Cell: s.Cell, Seed: r.result.Seed}
	for name, data := range s.read {
		if o.Files == nil {
			o.Files = map[string]string{}
		}
		o.Files[name] = string(data)
	}
	return o
}

// Read reads the scenario again, of its cell. The error is file.Problems: another version of the language may refuse it.
func (o *Origin) Read() (*Scenario, error) {
	files := beside{}
	for name, text := range o.Files {
		files[name] = []byte(text)
	}
	s, err := load(o.File, []byte(o.Text), o.Plan, []Option{Beside(files)})
	if err != nil {
		return nil, err
	}
	return s.For(o.Cell)
}

// State returns the state of the runner. Nothing must happen in it meanwhile.
func (r *Runner) State() *State {
	return &State{Scenario: r.origin(), Lab: r.Lab.State(), outside: r.Outside.Stored(), keys: r.keys, notices: r.notices, wrong: r.wrong}
}

// origin is Origin, made once.
func (r *Runner) origin() *Origin {
	if r.made == nil {
		r.made = r.Origin()
	}
	return r.made
}

// Types returns how states of the runner are kept, for it to go on with. keys names the keys of certificates.
func (r *Runner) Types(keys pki.KeyNames) *keep.Types { return typesOf(r.Lab, keys) }

// Format returns the documents that states are kept as.
func Format() []keep.Document { return keep.Describe[State](typesOf(new(lab.Lab), nameless{})) }

// nameless names no keys.
type nameless struct{}

// NameOf implements pki.KeyNames.
func (nameless) NameOf(crypto.Signer) (string, error) { return "", errors.ErrUnsupported }

// Named implements pki.KeyNames.
func (nameless) Named(string) (crypto.Signer, error) { return nil, errors.ErrUnsupported }

func typesOf(l *lab.Lab, keys pki.KeyNames) *keep.Types {
	types := keep.NewTypes()
	l.Forms(types, keys)
	keep.Called[State](types, "lab")
	keep.Called[lab.State](types, "state")
	keep.Called[Origin](types, "scenario")
	return types
}

// Revert lets the runner go on with a state of its own that was read: what it was until then is gone.
func (r *Runner) Revert(s *State) error {
	if s.Lab == nil {
		return errNoLab
	}
	if err := r.Lab.Revert(s.Lab); err != nil {
		return err
	}
	r.resume(s)
	return nil
}

var errNoLab = errors.New("the state holds no lab")

// settleMaps makes the maps that were empty when they were kept.
func (r *Runner) settleMaps() {
	if r.keys == nil {
		r.keys = map[string]*sim.RecoveryKey{}
	}
	if r.notices == nil {
		r.notices = map[string]notices{}
	}
	if r.wrong == nil {
		r.wrong = map[string]int{}
	}
}

// Restore returns the runner of a state: origin is the scenario's, and read reads the rest for types. The caller closes Runner.Lab.
func Restore(ctx context.Context, origin *Origin, names pki.KeyNames, o Options, read func(*keep.Types) (*State, error)) (*Runner, error) {
	s, err := origin.Read()
	if err != nil {
		return nil, err
	}
	o.Seed = &origin.Seed
	r, cfg, err := begin(s, o)
	if err != nil {
		return nil, err
	}
	r.made = origin
	var state *State
	r.Lab, err = lab.Restore(ctx, cfg, func(l *lab.Lab) (*lab.State, error) {
		if state, err = read(typesOf(l, names)); err != nil {
			return nil, err
		}
		if state.Lab == nil {
			return nil, errNoLab
		}
		return state.Lab, nil
	})
	if err != nil {
		return nil, err
	}
	r.resume(state)
	return r, nil
}

// resume takes what of a state is not the lab's.
func (r *Runner) resume(s *State) {
	for _, b := range s.outside.Backups() {
		b.Adopt(r.Lab.Keys())
	}
	r.Outside.Revert(s.outside)
	r.Outside.Made = r.Lab.Keep
	r.keys, r.notices, r.wrong = s.keys, s.notices, s.wrong
	r.settleMaps()
}
