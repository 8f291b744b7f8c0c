package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"tvslab/parallel"
	"tvslab/scenarios"
	"tvslab/scenarios/library"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/keypool"
)

// cellFlags choose one cell of a scenario and how far it is played.
type cellFlags struct {
	steps         int
	release, mode string
}

// register registers the flags; condition stands before what they say, as in "with --scenario: ".
func (f *cellFlags) register(cmd *cobra.Command, condition, steps, matrix string) {
	flags := cmd.Flags()
	flags.IntVar(&f.steps, "steps", -1, condition+"how many steps "+steps+"to play first; -1 = up to the first expect")
	flags.StringVar(&f.release, "release", "", condition+"CUCM release, where "+matrix+" has a matrix (default: its first)")
	flags.StringVar(&f.mode, "mode", "", condition+"security mode, where "+matrix+" has a matrix (default: its first)")
	completeCells(cmd)
}

// pick returns the cell and how many of its steps to play.
func (f *cellFlags) pick(ctx context.Context, name string) (*scenarios.Scenario, int, error) {
	choice, err := selection(nonEmpty(f.release), nonEmpty(f.mode))
	if err != nil {
		return nil, 0, err
	}
	s, err := parallel.Until(ctx, func() (*scenarios.Scenario, error) { return library.Pick(name, choice) })
	if errors.Is(err, library.ErrSeveral) {
		return nil, 0, usageError{fmt.Errorf("%w; name one", err)}
	}
	switch {
	case err != nil:
		return nil, 0, cellError(err)
	case f.steps < -1 || f.steps > len(s.Steps):
		return nil, 0, usageError{fmt.Errorf("--steps %d: the scenario has %d steps", f.steps, len(s.Steps))}
	case f.steps < 0:
		return s, s.FirstExpect(), nil
	}
	return s, f.steps, nil
}

func nonEmpty(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}

// loadCells finds the scenarios, checks them and takes their matrices apart.
func loadCells(ctx context.Context, names, releases, modes []string) ([]*scenarios.Scenario, error) {
	choice, err := selection(releases, modes)
	if err != nil {
		return nil, err
	}
	list, err := parallel.Until(ctx, func() ([]*scenarios.Scenario, error) { return library.Gather(names...) })
	if err != nil {
		return nil, err
	}
	cells, err := choice.Cells(list)
	return cells, cellError(err)
}

// selection reads the values of --release and --mode.
func selection(releases, modes []string) (library.Selection, error) {
	s := library.Selection{Modes: modes}
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
		return usageError{fmt.Errorf("--release and --mode leave %w", err)}
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
