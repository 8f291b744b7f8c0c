package explore

import (
	"context"

	"tvslab/scenarios"
)

// Step is a step of the language that a Machine can do.
type Step struct {
	id     int32
	text   string
	step   *scenarios.Step // nil: resets that wait happen, as where something is expected
	phones bool            // phones have a part in it
	gate   bool            // it may end the plan
	open   *Step           // the same without its gate, of one that waits; nil of others
	waits  bool            // resets that wait happen first, as where somebody looks, and then nothing but time passes
}

// Text is the step as it is written in a scenario file.
func (s *Step) Text() string { return s.text }

// settled is the step of somebody who looks.
func (m *Machine) settled() *Step {
	return m.steps.of("", func(id int32) *Step { return &Step{id: id, phones: true} })
}

// Read returns a step that is written as in a scenario file. The error is file.Problems.
func (m *Machine) Read(text string) (*Step, error) {
	if known, ok := m.read.Load(text); ok {
		return known.(*Step), nil
	}
	step, err := m.start.site.runner.Read(text)
	if err != nil {
		return nil, err
	}
	do := m.own(step, text)
	m.read.Store(text, do)
	return do, nil
}

// Learn reads a step that speaks of what others before it make, a backup for example; Read knows it from then on.
func (m *Machine) Learn(ctx context.Context, text string, before ...string) error {
	r := m.start.site.runner.Among()
	for _, earlier := range before {
		step, err := r.Read(earlier)
		if err != nil {
			return err
		}
		if err := r.Take(ctx, step); err != nil {
			return err
		}
	}
	step, err := r.Read(text)
	if err == nil {
		m.read.Store(text, m.own(step, text))
	}
	return err
}

// own returns a step of the scenario: of one that expects something, all but a gate come down to what waits for somebody to look.
func (m *Machine) own(s *scenarios.Step, text string) *Step {
	if s.Verb == verbExpect && !s.Gate {
		return m.settled()
	}
	var open *Step
	if s.Gate && s.Verb == verbWait {
		plain := *s
		plain.Gate = false
		open = m.steps.of("open "+text, func(id int32) *Step { return stepOf(id, text, &plain) })
	}
	return m.steps.of(text, func(id int32) *Step {
		step := stepOf(id, text, s)
		step.open = open
		return step
	})
}

func stepOf(id int32, text string, s *scenarios.Step) *Step {
	return &Step{id: id, text: text, step: s, phones: s.ActsOnPhones(), gate: s.Gate, waits: s.Verb == verbWait}
}

const (
	verbExpect = "expect"
	verbWait   = "wait"
)
