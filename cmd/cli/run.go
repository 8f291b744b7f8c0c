package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"tvslab/scenarios"
	"tvslab/scenarios/play"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
)

// runVerb is tvslab run with its flags.
type runVerb struct {
	*app
	sockets, memory, timeline bool
	oneAddress                bool
	failFast                  bool
	seed                      uint64
	seeded                    bool
	phones                    []string
	junit, log                string
	releases, modes, as       []string
	pcap                      pcapFlag
	notes                     annotateFlag
}

// logToOutput is the value of --log that prints the lines instead of writing files.
const logToOutput = "-"

func runCommand(a *app) *cobra.Command {
	v := runVerb{app: a, pcap: pcapFlag{app: a}, notes: annotateFlag{app: a}}
	cmd := &cobra.Command{
		Use:   "run [NAME|FILE|DIR ...]",
		Short: "Run scenarios and say what held",
		Long: `Runs scenarios of the library by name, by folder or by the start of the name ("tftp-both-changed..."),
and your own by file or folder. Without a name, the whole library. A scenario with a matrix runs once per cell; --release and
--mode choose among those that there are, --as-release plays a scenario on a release that it does not name.

For each cell the verdicts of the phone groups are printed, and for every expectation that failed what was expected,
what was found, on how many phones, and why.`,
		Example: `  tvslab run tftp-both-changed-tvs-changed
  tvslab run --sockets --release 11.5 tftp-both-changed...
  tvslab run my-rotation.yaml --as-release 11.5,14
  tvslab run my-rotation.yaml --phone SEP0A0101000001
  tvslab run my-rotation.yaml --log logs
  tvslab run my-rotation.yaml --pcap rotation.pcapng
  tvslab run plans/ --junit report.xml --annotate github`,
		ValidArgsFunction: completePlays,
		RunE: func(cmd *cobra.Command, args []string) error {
			v.seeded = cmd.Flags().Changed("seed")
			return v.run(cmd.Context(), args)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&v.sockets, "sockets", false, "run real servers on loopback addresses instead of the in-memory network")
	registerOneAddress(flags, &v.oneAddress, "127.0.0.1, with --sockets")
	flags.BoolVar(&v.memory, "memory", false, "run in memory (the default)")
	flags.BoolVar(&v.timeline, "timeline", false, "print what happened, step by step")
	flags.BoolVar(&v.failFast, "fail-fast", false, "end a scenario at its first expectation that fails")
	flags.Uint64Var(&v.seed, "seed", 0, "seed of everything random, instead of the scenario's")
	flags.StringSliceVar(&v.phones, "phone", nil, "tell the story of these phones (SEP...)")
	flags.StringVar(&v.junit, "junit", "", "also write the results as JUnit XML to this file")
	flags.StringVar(&v.log, "log", "", "write what nodes and phones log into this folder, a file for each; - prints it")
	v.notes.register(cmd)
	v.pcap.register(cmd, "what goes over the network, or in memory would,")
	flags.StringSliceVar(&v.releases, "release", nil, "only the cells of these releases")
	flags.StringSliceVar(&v.modes, "mode", nil, "only the cells of these security modes")
	flags.StringSliceVar(&v.as, "as-release", nil, "play every scenario on these releases instead of its own: what if")
	cmd.MarkFlagsMutuallyExclusive("sockets", "memory")
	cmd.MarkFlagsMutuallyExclusive("release", "as-release")
	completeCells(cmd)
	return cmd
}

func (v *runVerb) run(ctx context.Context, names []string) error {
	choice, err := selection(v.releases, v.modes, v.as)
	if err != nil {
		return err
	}
	list, err := loadCells(ctx, names, choice)
	if err != nil {
		return v.notes.failed(err)
	}
	if err := cmp.Or(v.notes.check(), v.told(list), v.phonesOf(list), v.oneCell(list)); err != nil {
		return err
	}
	keys, err := v.openKeys(ctx)
	if err != nil {
		return err
	}
	cells, err := v.play(ctx, list, keys)
	if err != nil {
		return err
	}
	if err := v.save(cells); err != nil {
		return err
	}
	if err := errors.Join(v.report(cells), v.notes.write(play.Notes(cells))); err != nil {
		return err
	}
	return verdictOf(cells)
}

// play plays the cells, with what goes over the network in the file of --pcap.
func (v *runVerb) play(ctx context.Context, list []*scenarios.Scenario, keys *keypool.Pool) ([]*play.Cell, error) {
	c, end, err := v.pcap.open(!v.sockets)
	if err != nil {
		return nil, err
	}
	o := v.options(keys)
	o.Capture = c
	p := newProgress(v.errs, "playing steps")
	cells, err := play.All(ctx, list, o, p.report)
	p.end()
	return cells, cmp.Or(err, end())
}

// oneCell refuses to mix the packets of several labs, which have the same addresses, in one file.
func (v *runVerb) oneCell(list []*scenarios.Scenario) error {
	if v.pcap.file == "" || len(list) == 1 {
		return nil
	}
	return usageError{fmt.Errorf("--pcap: a file is of one combination, and there are %d, of which %s on %s is the first; name one scenario, and choose with --release and --mode",
		len(list), list[0].Name, list[0].Cell)}
}

// mostTold is of how many phones what each does is kept: 7 kB a phone with its events, 23 kB with its log.
const mostTold = 100_000

// told refuses to keep more of a cell than there is room for.
func (v *runVerb) told(list []*scenarios.Scenario) error {
	if !v.timeline && len(v.phones) == 0 && v.log == "" {
		return nil
	}
	for _, s := range list {
		if n := s.Phones.Count(); n > mostTold {
			return usageError{fmt.Errorf("%s: --timeline, --phone and --log keep what each of its %d phones does; they can for at most %d", s.File, n, mostTold)}
		}
	}
	return nil
}

// phonesOf refuses phones that no cell has.
func (v *runVerb) phonesOf(list []*scenarios.Scenario) error {
	for _, name := range v.phones {
		if !slices.ContainsFunc(list, func(s *scenarios.Scenario) bool { return s.HasPhone(name) }) {
			return usageError{fmt.Errorf("--phone %q: no phone of %s is called so; the first phone of group %q is %s", name,
				scenarioNames(list), list[0].Phones[0].Name, list[0].Devices(0).At(0).Name())}
		}
	}
	return nil
}

// scenarioNames says which scenarios are played, or how many.
func scenarioNames(list []*scenarios.Scenario) string {
	if len(list) == 1 {
		return list[0].Name
	}
	return fmt.Sprintf("%d scenarios", len(list))
}

func (v *runVerb) options(keys *keypool.Pool) play.Options {
	o := play.Options{Options: scenarios.Options{Keys: keys, FailFast: v.failFast, Phones: v.phones},
		Timeline: v.timeline || len(v.phones) > 0, Logs: v.log != "", Mixed: v.timeline}
	if v.seeded {
		o.Seed = &v.seed
	}
	if v.sockets {
		o.Sockets = &lab.Sockets{OneAddress: v.oneAddress, Trouble: v.failure}
	}
	return o
}

// save writes the files that flags ask for.
func (v *runVerb) save(cells []*play.Cell) error {
	if v.log != "" && v.log != logToOutput {
		if err := play.SaveLogs(v.log, cells); err != nil {
			return fmt.Errorf("--log: %w", err)
		}
	}
	if v.junit == "" {
		return nil
	}
	file, err := os.Create(v.junit)
	if err != nil {
		return fmt.Errorf("junit: %w", err)
	}
	if err := errors.Join(play.WriteJUnit(file, cells), file.Close()); err != nil {
		return fmt.Errorf("junit: %w", err)
	}
	return nil
}

// verdictOf is nil if all held. A cell that could not be played outweighs one that failed: its scenario is wrong.
func verdictOf(cells []*play.Cell) error {
	var verdict error
	for _, c := range cells {
		if c.Err != nil {
			return c.Err
		}
		if !c.Result.Held {
			verdict = errFailed
		}
	}
	return verdict
}
