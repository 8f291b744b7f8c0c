package plan

import (
	"context"
	"slices"

	"tvslab/parallel"
	"tvslab/phone"
	"tvslab/scenarios"
	"tvslab/setting"
	"tvslab/sim/cucm"
)

// Assumption is a setting for which no document settles what CUCM or phones do, and on which the verdict rests: with another value the
// plan comes to something else. It was tried.
type Assumption struct {
	Setting string        `json:"setting"` // "cluster.NAME" or "phone.NAME", as docs/fidelity.md lists them
	Meaning string        `json:"meaning"` // what it decides, in Markdown
	Value   string        `json:"value"`   // that the report is made with
	Basis   setting.Basis `json:"basis"`   // of the default
	Source  string        `json:"source"`
	Other   string        `json:"other"`   // another value
	Verdict string        `json:"verdict"` // the text of the verdict with that
}

// settled are the bases of defaults that nobody needs to doubt.
var settled = []setting.Basis{setting.Document, setting.File}

// assumptions plays the plan with every other value of every setting that is not settled, and keeps those that come to another verdict.
func (w *walker) assumptions(ctx context.Context, s *scenarios.Scenario) error {
	if !w.options.Assumptions {
		return nil
	}
	trials := append(trialsOf(s, "cluster", cucm.SettingRows()), trialsOf(s, "phone", phone.SettingRows())...)
	tried := parallel.Counted(len(trials), w.options.Tried)
	err := parallel.Each(ctx, len(trials), 0, func(i int) {
		defer tried()
		t := &trials[i]
		other, err := s.With(t.Setting, t.Other)
		if err != nil {
			return // no value for this release or mode
		}
		if v, err := outcome(ctx, other, w.options); err == nil {
			t.Verdict = v.Text
		}
	})
	plain := verdictOf(slices.Clone(w.found.list), w.report.Before).Text
	w.report.Assumptions = slices.DeleteFunc(trials, func(t Assumption) bool { return t.Verdict == "" || t.Verdict == plain })
	return err
}

// outcome is the verdict alone: no remedies are looked for, and nothing is told of the way there.
func outcome(ctx context.Context, s *scenarios.Scenario, o Options) (Verdict, error) {
	w := &walker{options: o, brief: true}
	r, err := scenarios.Prepare(ctx, s, scenarios.Options{Keys: o.Keys, Seed: o.Seed})
	if err != nil {
		return Verdict{}, err
	}
	err = w.walk(ctx, r)
	if closed := r.Lab.Close(); err == nil {
		err = closed
	}
	return w.report.Verdict, err
}

// trialsOf are the other values of the settings of a table.
func trialsOf[S any](s *scenarios.Scenario, part string, table setting.Table[S]) (list []Assumption) {
	for _, r := range table {
		if slices.Contains(settled, r.Basis) {
			continue
		}
		name := part + "." + r.Name
		now := r.Default
		if given, ok := s.Setting(name); ok {
			now = given
		}
		for _, other := range others(r, now) {
			list = append(list, Assumption{Setting: name, Meaning: r.Meaning, Value: now, Basis: r.Basis, Source: r.Source, Other: other})
		}
	}
	return list
}

// others are the values that a setting could have instead; none of one that is a number, a time or a list.
func others[S any](r setting.Row[S], now string) []string {
	words := r.Words
	switch kind := r.Kind(); {
	case kind == setting.KindTruth:
		words = []string{"true", "false"}
	case kind != setting.KindWord:
		return nil
	}
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == now })
}
