package scenarios

import (
	"context"
	"errors"
	"maps"
	"slices"

	"tvslab/devices"
	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
	"tvslab/sim"
	"tvslab/sim/lab"
)

// Do does one more step, which is written as in a scenario file: `reset: "desk*"`, `set: {parameter: ..., value: ...}`. Beside its verb,
// any but expect, nothing stands but the cluster: what else a step may say is for a file that is played to its end.
// The error is file.Problems if it is written wrongly or names what there is not.
func (r *Runner) Do(ctx context.Context, text string) error {
	s, report := r.read(text)
	switch {
	case s.Verb == verbExpect:
		report.Add(file.Pos{}, "tvslab lab status and tvslab lab phones say how the lab stands", "nothing is expected of a lab that is being served")
	case s.qualified():
		report.Add(file.Pos{}, "leave the other keys out", "a step on a lab that is being served is a verb, and at most its cluster")
	}
	if err := report.Err(); err != nil {
		return err
	}
	return r.Take(ctx, s)
}

// Read reads a step that is none of the file's, written as in a scenario file, and checks it as one of those that could come next: it may
// name the nodes, backups and keys that there are by now. The error is file.Problems.
func (r *Runner) Read(text string) (*Step, error) {
	s, report := r.read(text)
	return s, report.Err()
}

// Take does one more step: one of the scenario's, or one that Read returned. The error says why it was refused, where the step does
// not expect that; then nothing has changed.
func (r *Runner) Take(ctx context.Context, s *Step) error {
	var refused *StepError
	if err := r.step(ctx, s); errors.As(err, &refused) {
		return refused.Err
	} else if err != nil {
		return err
	}
	return nil
}

// read reads a step and reports what is wrong with it.
func (r *Runner) read(text string) (*Step, *file.Report) {
	report := file.NewReport("step", []byte(text), "step")
	s := &Step{Number: len(r.scenario.Steps) + 1}
	root := report.Parse([]byte(text), "")
	if root == nil {
		return s, report
	}
	d := &file.Decoder{Report: report}
	d.Value(root, s, "a step")
	if x, ok := s.does.(*expectation); ok {
		x.Read(d, r.scenario.nouns())
	}
	c := newChecker(r.scenario, report)
	c.step = s
	if c.Checked() && s.does != nil {
		r.informs(c)
		c.qualifiers()
		s.does.check(c)
		if f, ok := s.does.(follower); ok {
			f.follow(c, r.versions())
		}
	}
	return s, report
}

// informs tells the checker what there is by now.
func (r *Runner) informs(c *checker) {
	c.Backups, c.keys = r.Backups(), slices.Sorted(maps.Keys(r.keys))
	var known site.Nodes
	for _, cluster := range r.Lab.Clusters() {
		_, back := cluster.Inactive()
		c.upgraded = c.upgraded || back
		for _, n := range cluster.Nodes {
			known = append(known, site.Installed(c.Known, n)...)
		}
	}
	c.Known = known
}

// versions are the releases of the clusters by now.
func (r *Runner) versions() *versions {
	v := newVersions(r.scenario)
	for _, cluster := range r.Lab.Clusters() {
		name := r.Lab.NameOf(cluster)
		v.active[name] = cluster.Release.String()
		if before, ok := cluster.Inactive(); ok {
			v.inactive[name] = before.String()
		}
		for _, n := range cluster.Nodes {
			v.cluster[n.ID], v.cluster[n.Name] = name, name
		}
	}
	return v
}

// Backups names the DRS backups of all clusters, sorted.
func (r *Runner) Backups() (names []string) {
	for _, b := range r.Lab.Backups() {
		names = append(names, b.Device)
	}
	return names
}

// Select returns the phones of a selector of phones, all if it names none. The error is file.Problems.
func (r *Runner) Select(names []string) (devices.Set, error) {
	if len(names) == 0 {
		return r.Lab.Phones(), nil
	}
	var sel file.Selector
	for _, name := range names {
		sel.Names = append(sel.Names, file.Name{Value: name})
	}
	report := file.NewReport("phones", nil, "selector")
	site.NewChecker(report, &r.scenario.Site).SelectedPhones(&sel)
	return r.set(sel), report.Err()
}

// Groups says where the phones of each group stand now.
func (r *Runner) Groups(ctx context.Context) []GroupResult { return r.groups(ctx) }

// Why tells the story of phones that stand alike: what the first of them would decide now, and what would help.
func (r *Runner) Why(ctx context.Context, s lab.Stand) []string { return r.why(ctx, s) }

// Systems says where the systems around the clusters stand now.
func (r *Runner) Systems() []SystemResult { return r.systems() }

// RecoveryKeys are the ITLRecovery.p12 files that steps exported, by the names they gave them. They must not be changed.
func (r *Runner) RecoveryKeys() map[string]*sim.RecoveryKey { return r.keys }

// LockedTokens names the USB tokens that wrong passwords locked for good.
func (r *Runner) LockedTokens() []string {
	var locked []string
	for _, name := range slices.Sorted(maps.Keys(r.wrong)) {
		if r.wrong[name] >= sim.TokenTries {
			locked = append(locked, name)
		}
	}
	return locked
}

// ClockRuns says whether somebody else lets the lab's clock go on: then steps take no time of their own, but for those that are about time.
func (r *Runner) ClockRuns(runs bool) { r.clockRuns = runs }

// Seed is that of everything random.
func (r *Runner) Seed() uint64 { return r.result.Seed }

// Scenario is the cell that is played. It must not be changed.
func (r *Runner) Scenario() *Scenario { return r.scenario }
