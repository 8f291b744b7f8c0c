package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tvslab/parallel"
	"tvslab/scenarios"
	"tvslab/scenarios/library"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/keypool"
	"tvslab/sim/lab/control"
)

// cellFlags choose one cell of a scenario and how far it is played.
type cellFlags struct {
	steps                    int
	release, mode, asRelease string

	cells []*scenarios.Scenario // that were to choose from, the first was taken
}

// register registers the flags; condition stands before what they say, as in "with --scenario: ".
func (f *cellFlags) register(cmd *cobra.Command, condition, steps, matrix string) {
	flags := cmd.Flags()
	flags.IntVar(&f.steps, "steps", -1, condition+"how many steps "+steps+"to play first; -1 = up to the first expect")
	flags.StringVar(&f.release, "release", "", condition+"CUCM release, where "+matrix+" has a matrix (default: its first)")
	flags.StringVar(&f.mode, "mode", "", condition+"security mode, where "+matrix+" has a matrix (default: its first)")
	flags.StringVar(&f.asRelease, "as-release", "", condition+"play it on this CUCM release, whatever its own is")
	cmd.MarkFlagsMutuallyExclusive("release", "as-release")
	completeCells(cmd)
}

// seedFlag is the seed of a lab, instead of its scenario's.
type seedFlag struct {
	value uint64
	flag  *pflag.Flag
}

func (f *seedFlag) register(cmd *cobra.Command) {
	cmd.Flags().Uint64Var(&f.value, "seed", 0, "seed of everything random, instead of the scenario's: other keys and serial numbers")
	f.flag = cmd.Flags().Lookup("seed")
}

// of is the seed, nil if none was given.
func (f *seedFlag) of() *uint64 {
	if !f.flag.Changed {
		return nil
	}
	return &f.value
}

// resetsFlag says when phones reset that are told to.
type resetsFlag struct{ text string }

func (f *resetsFlag) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.text, "resets", control.ResetsHeld.String(),
		"when phones reset that a cluster tells to: held, as in a scenario, until somebody waits (tvslab lab wait) or resets phones; at-once, after the command; or so long after it on the lab's clock, for example 10m")
	completeWords(cmd, "resets", fixed([]string{control.ResetsHeld.String(), control.ResetsAtOnce.String()}))
}

func (f *resetsFlag) parse() (control.Resets, error) {
	r, err := control.ParseResets(f.text)
	if err != nil {
		return r, usageError{fmt.Errorf("--resets: %w", err)}
	}
	return r, nil
}

// pick returns the cell and how many of its steps to play.
func (f *cellFlags) pick(ctx context.Context, name string) (*scenarios.Scenario, int, error) {
	choice, err := selection(nonEmpty(f.release), nonEmpty(f.mode), nonEmpty(f.asRelease))
	if err != nil {
		return nil, 0, err
	}
	f.cells, err = parallel.Until(ctx, func() ([]*scenarios.Scenario, error) { return library.Pick(name, choice) })
	if errors.Is(err, library.ErrSeveral) {
		return nil, 0, usageError{fmt.Errorf("%w; name one", err)}
	}
	if err != nil {
		return nil, 0, cellError(err)
	}
	s := f.cells[0]
	switch {
	case f.steps < -1 || f.steps > len(s.Steps):
		return nil, 0, usageError{fmt.Errorf("--steps %d: the scenario has %d steps", f.steps, len(s.Steps))}
	case f.steps < 0:
		return s, s.FirstExpect(), nil
	}
	return s, f.steps, nil
}

// others says what --release and --mode could choose beside the cell that was taken, "" for nothing.
func (f *cellFlags) others() string {
	var releases, modes []string
	for _, c := range f.cells {
		releases, modes = append(releases, c.Cell.Release), append(modes, c.Cell.Mode)
	}
	var flags []string
	for _, flag := range []struct {
		name  string
		words []string
	}{{"--release", releases}, {"--mode", modes}} {
		if words := distinct(flag.words); len(words) > 1 {
			flags = append(flags, fmt.Sprintf("%s (%s)", flag.name, strings.Join(words, ", ")))
		}
	}
	if len(flags) == 0 {
		return ""
	}
	return fmt.Sprintf("%s is the first of %d combinations; choose with %s", f.cells[0].Cell, len(f.cells), strings.Join(flags, " and "))
}

// distinct leaves each word once, in order.
func distinct(words []string) (list []string) {
	for _, w := range words {
		if !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	return list
}

func nonEmpty(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}

// loadCells finds the scenarios, checks them and takes their matrices apart.
func loadCells(ctx context.Context, names []string, choice library.Selection) ([]*scenarios.Scenario, error) {
	list, err := parallel.Until(ctx, func() ([]*scenarios.Scenario, error) { return library.Gather(names...) })
	if err != nil {
		return nil, err
	}
	cells, err := choice.Cells(list)
	return cells, cellError(err)
}

// selection reads the values of --release, --mode and --as-release.
func selection(releases, modes, as []string) (library.Selection, error) {
	s := library.Selection{Modes: modes, As: as}
	for _, name := range as {
		if _, err := cucm.ParseRelease(name); err != nil {
			return s, usageError{fmt.Errorf("--as-release: %w", err)}
		}
	}
	for _, name := range modes {
		if err := oneOf("--mode", "security mode", name, modeNames()); err != nil {
			return s, err
		}
	}
	for _, name := range releases {
		r, err := cucm.ParseRelease(name)
		if err != nil {
			return s, usageError{fmt.Errorf("--release: %w", err)}
		}
		s.Releases = append(s.Releases, r)
	}
	return s, nil
}

// modeNames are the security modes of clusters.
func modeNames() (names []string) {
	for _, m := range sim.Modes() {
		names = append(names, string(m))
	}
	return names
}

// cellError makes a selection that leaves nothing the user's error.
func cellError(err error) error {
	var none *library.NoCellError
	switch {
	case errors.As(err, &none):
		return usageError{fmt.Errorf("--release and --mode leave %w; --as-release plays them on another release", err)}
	case errors.Is(err, library.ErrNoSuchCell):
		return usageError{fmt.Errorf("--release and --mode: %w", err)}
	}
	return err
}

// openKeys opens the pool of lab keys, making it first if need be.
func (a *app) openKeys(ctx context.Context) (*keypool.Pool, error) {
	dir := a.keys
	if dir == "" {
		var err error
		if dir, err = keypool.DefaultDir(); err != nil {
			return nil, err
		}
	}
	p := newProgress(a.errs, "making lab keys (once)")
	defer p.end()
	return keypool.OpenUntil(ctx, dir, p.report)
}
