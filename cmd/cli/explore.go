package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"tvslab/explore"
	"tvslab/explore/deviation"
	"tvslab/explore/repair"
	"tvslab/scenarios"
	"tvslab/shard"
	"tvslab/sim/lab"
)

// exploreVerb is tvslab explore with its flags.
type exploreVerb struct {
	*app
	seed                   seedFlag
	release, mode, as      string
	bounds                 explore.Bounds
	never                  []string
	always, finally        []string
	all, repair            bool
	workers, most          int
	shard, example, folder string
	mended, results        string
	folded                 bool // --results is a folder
	told                   *progress
	notes                  annotateFlag
}

func exploreCommand(a *app) *cobra.Command { return (&exploreVerb{app: a}).command() }

func (v *exploreVerb) command() *cobra.Command {
	a := v.app
	v.notes.app = a
	cmd := &cobra.Command{
		Use:   "explore FILE|NAME",
		Short: "Search around a change plan for what breaks it",
		Long: `Plays a change plan, a scenario file whose steps need not expect anything, in all ways that deviate from it within bounds: steps
forgotten or in another order, phones that are off, boot late or hold old lists, nodes and services that are down, broken replication. What it
looks for is a phone that would refuse all that is served, and that nobody can vouch for (--never locked), or what --never, --always and
--finally say instead. The smallest example of what was found first is a scenario with an expectation, which tvslab run plays: --example
writes it to a file, --all looks for every cause and --examples writes one for each into a folder.

The kinds of deviations are ` + strings.Join(deviation.Names(), ", ") + `; the last two only where
--kinds names them. Each costs 1, unless --price says otherwise. Steps stand in a free
order, but for what "after" says in the file.

Exit status: 0 nothing was found and all within the bounds was looked at, 1 something was found, or the bound on states was met, 2 the input is wrong.`,
		Example: `  tvslab explore rotation.yaml
  tvslab explore rotation.yaml --deviations 2 --kinds skip,order,off --example counterexample.yaml
  tvslab explore rotation.yaml --all --examples causes/
  tvslab explore rotation.yaml --finally 'desk: {trust: current}' -o json`,
		Args:              arguments(cobra.ExactArgs(1)),
		ValidArgsFunction: completePlays,
		RunE:              func(cmd *cobra.Command, args []string) error { return v.run(cmd.Context(), args[0]) },
	}
	v.register(cmd)
	v.notes.register(cmd)
	cmd.AddCommand(exploreMergeCommand(a))
	return cmd
}

func (v *exploreVerb) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	v.seed.register(cmd)
	flags.IntVar(&v.bounds.Most, "deviations", 1, fmt.Sprintf("what deviations may cost at once, 0 to %d", explore.MostDeviations))
	flags.StringSliceVar(&v.bounds.Kinds, "kinds", nil, "only these kinds of deviations")
	flags.StringToIntVar(&v.bounds.Each, "bound", nil, "most deviations of a kind at once: off=1")
	flags.StringToIntVar(&v.bounds.Price, "price", nil, "what a deviation of a kind costs: order=2")
	flags.IntVar(&v.bounds.States, "max-states", explore.DefaultStates, "end when so many states are visited; a hundred thousand take 300 MB of memory to 900 MB")
	flags.StringSliceVar(&v.never, "never", nil, "trust verdicts that no phone may ever have, before the first step neither (default: locked, of phones that are not before)")
	flags.StringArrayVar(&v.always, "always", nil, "expectation that must hold after every step, as after expect: 'desk: {registered: true}'")
	flags.StringArrayVar(&v.finally, "finally", nil, "expectation that must hold when the plan is done and whatever deviated is over")
	flags.BoolVar(&v.all, "all", false, "look for every cause, and tell the smallest example of each")
	flags.IntVar(&v.workers, "workers", 0, "states looked at at once (default: one for each processor)")
	flags.StringVar(&v.shard, "shard", "", "search part I of N: I/N, I from 1; tvslab explore merge puts the results of all parts together"+shardUsage)
	flags.StringVar(&v.results, "results", "", "write the result as JSON into this file; into a folder as shard-I-of-N.json, I from 0, and what it means explore merge says")
	flags.StringVar(&v.example, "example", "", "write the smallest example as a scenario to this file")
	flags.StringVar(&v.folder, "examples", "", "write an example of each cause into this folder")
	flags.BoolVar(&v.repair, "repair", false, "where something is found, look for the cheapest change of the plan with which nothing is")
	flags.IntVar(&v.most, "repair-price", repair.MostPrice, "with --repair: what its changes may cost together")
	flags.StringVar(&v.mended, "repaired", "", "with --repair: write the mended plan to this file")
	flags.StringVar(&v.release, "release", "", "CUCM release, where the plan has a matrix (default: its first)")
	flags.StringVar(&v.mode, "mode", "", "security mode, where the plan has a matrix (default: its first)")
	flags.StringVar(&v.as, "as-release", "", "explore it on this CUCM release, whatever its own is")
	cmd.MarkFlagsMutuallyExclusive("release", "as-release")
	completeCells(cmd)
	completeWords(cmd, "kinds", fixed(deviation.Names()))
	words := make([]string, len(lab.Trusts()))
	for i, t := range lab.Trusts() {
		words[i] = string(t)
	}
	completeWords(cmd, "never", fixed(words))
}

func (v *exploreVerb) run(ctx context.Context, name string) error {
	defer collectSeldom()()
	if err := errors.Join(v.place(), v.notes.check()); err != nil {
		return err
	}
	cell, err := v.cell(ctx, name)
	if err != nil {
		return v.notes.failed(err)
	}
	search, err := v.search(ctx, cell)
	if err != nil {
		return err
	}
	result, err := search.Run(ctx)
	v.told.end()
	if result == nil {
		return err
	}
	if failed := v.notes.write(notesOf(cell, result)); failed != nil {
		return failed
	}
	if v.repair && err == nil {
		return v.mend(ctx, search.Plan, result)
	}
	if printed := v.report(result); printed != nil {
		return printed
	}
	if err != nil || v.folded {
		return err // what a part did not find others may: a merge judges
	}
	return v.verdict(result)
}

// place reads the part that the environment tells, and finds its file where --results names a folder.
func (v *exploreVerb) place() error {
	if err := v.readShard(&v.shard, 1); err != nil {
		return err
	}
	s, err := explore.ParseShard(v.shard)
	if err != nil {
		return usageError{fmt.Errorf("--shard: %w", err)}
	}
	v.folded = v.results != "" && shard.IsFolder(v.results)
	state := ""
	return placeShard(shard.Part{Index: max(s.I-1, 0), Of: max(s.N, 1)}, &v.results, &state)
}

// verdict makes the status of what was found.
func (v *exploreVerb) verdict(r *explore.Result) error {
	if len(r.Causes) > 0 || !r.Exhausted {
		return errFailed
	}
	return nil
}

// cell is the one that is explored.
func (v *exploreVerb) cell(ctx context.Context, name string) (*scenarios.Scenario, error) {
	choice, err := selection(nonEmpty(v.release), nonEmpty(v.mode), nonEmpty(v.as))
	if err != nil {
		return nil, err
	}
	cells, err := v.onePlan(ctx, name, choice)
	if err != nil {
		return nil, err
	}
	v.tellOthers(cells)
	return cells[0], nil
}

// search prepares the search that the flags ask for.
func (v *exploreVerb) search(ctx context.Context, cell *scenarios.Scenario) (*explore.Search, error) {
	switch {
	case v.bounds.States < 1:
		return nil, usageError{fmt.Errorf("--max-states: %d; a number from 1 on is needed", v.bounds.States)}
	case v.workers < 0:
		return nil, usageError{fmt.Errorf("--workers: %d; a number from 1 on is needed", v.workers)}
	}
	o := explore.Options{Workers: v.workers, All: v.all || v.folder != "" || v.shard != ""}
	var err error
	if o.Shard, err = explore.ParseShard(v.shard); err != nil {
		return nil, usageError{fmt.Errorf("--shard: %w", err)}
	}
	keys, err := v.openKeys(ctx)
	if err != nil {
		return nil, err
	}
	plan, err := explore.NewPlan(ctx, cell, explore.Config{Keys: keys, Seed: v.seed.of(), Told: len(v.always)+len(v.finally) > 0})
	if err != nil {
		return nil, err
	}
	v.told = newProgress(v.errs, "exploring")
	o.Progress = v.progress
	search, err := explore.NewSearch(plan, v.bounds, v.property(), o)
	if err != nil {
		return nil, usageError{err}
	}
	return search, nil
}

func (v *exploreVerb) property() explore.Property {
	p := explore.Property{Always: v.always, Finally: v.finally, Never: explore.Default().Never}
	if v.never != nil {
		p.Never, p.Before = nil, true
	}
	for _, word := range v.never {
		p.Never = append(p.Never, lab.Trust(word))
	}
	return p
}

// progress tells on standard error how far the search is.
func (v *exploreVerb) progress(p explore.Progress) { v.told.tell(p.String) }

// report prints what was found, and writes the examples; that a file cannot be written keeps nothing from being printed.
func (v *exploreVerb) report(r *explore.Result) error {
	return errors.Join(v.save(r), v.print(r, func(w io.Writer) error { return r.WriteText(w) }))
}

func (v *exploreVerb) save(r *explore.Result) error {
	if v.results != "" {
		if err := shard.Write(v.results, func(w io.Writer) error { return printJSON(w, r) }); err != nil {
			return fmt.Errorf("--results: %w", err)
		}
	}
	if v.example != "" && len(r.Causes) > 0 {
		if err := os.WriteFile(v.example, []byte(r.Causes[0].Scenario), 0o644); err != nil {
			return fmt.Errorf("--example: %w", err)
		}
	}
	if v.folder == "" {
		return nil
	}
	if err := os.MkdirAll(v.folder, 0o755); err != nil {
		return fmt.Errorf("--examples: %w", err)
	}
	var failed []error
	for i, c := range r.Causes {
		failed = append(failed, os.WriteFile(fmt.Sprintf("%s/cause-%02d.yaml", v.folder, i+1), []byte(c.Scenario), 0o644))
	}
	return errors.Join(failed...)
}
