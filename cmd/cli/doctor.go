package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"tvslab/doctor"
	"tvslab/sim/keypool"
	"tvslab/sim/lab/api/client"
	"tvslab/sim/lab/control"
)

// doctorVerb is tvslab doctor with its flags.
type doctorVerb struct {
	*app
	count int
}

func doctorCommand(a *app) *cobra.Command {
	v := doctorVerb{app: a}
	var purposes strings.Builder
	for _, p := range doctor.Purposes() {
		fmt.Fprintf(&purposes, "  %-10s %s\n", p.Name, p.Says)
	}
	cmd := &cobra.Command{
		Use:   "doctor [PURPOSE ...]",
		Short: "Say what this machine can do, and the mend for each thing that it cannot",
		Long: `Tries what tvslab wants of a machine: ports, addresses, open files, memory, folders, the clock, the terminal, programs of others. Each
check really tries, changes nothing, needs no privilege and takes a moment. What is not as it should be is told with what depends on it
and with a mend; errors of other commands carry the same ones. Without a purpose everything is looked at:

` + purposes.String() + `
Exit status: 0 what was asked for works, if with less; 3 something of it does not.`,
		Example: `  tvslab doctor
  tvslab doctor serve web
  tvslab doctor bench --count 20000
  tvslab doctor -o json`,
		ValidArgs: doctor.Names(),
		RunE:      func(cmd *cobra.Command, args []string) error { return v.run(cmd.Context(), args) },
	}
	cmd.Flags().IntVar(&v.count, "count", 1000, "phones of a fleet or a benchmark that the machine should bear")
	return cmd
}

func (v *doctorVerb) run(ctx context.Context, purposes []string) error {
	for _, p := range purposes {
		if err := oneOf("doctor", "purpose", p, doctor.Names()); err != nil {
			return err
		}
	}
	if v.count < 1 {
		return usageError{fmt.Errorf("--count %d: at least 1", v.count)}
	}
	keys, _ := keypool.DefaultDir()
	ask := doctor.Ask{For: purposes, Phones: v.count, KeysDir: cmp.Or(v.keys, keys), Built: built(), Labs: runningLabs,
		Screen: doctor.Screen{Terminal: v.out.terminal(), Colour: v.out.lively(), Unicode: v.out.unicode(), Columns: v.out.columns()}}
	report, err := doctor.Examine(ctx, doctor.This(), ask)
	if err != nil {
		return err
	}
	if err := v.print(report, func(w io.Writer) error { return v.write(w, report) }); err != nil {
		return err
	}
	if !report.Fits() {
		return errUnfit
	}
	return nil
}

// built is when the commit was made of which the program is; zero where it does not know.
func built() (at time.Time) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return at
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			at, _ = time.Parse(time.RFC3339, s.Value)
		}
	}
	return at
}

// runningLabs has a line for each lab of the user.
func runningLabs(ctx context.Context) ([]string, error) {
	path, err := control.Find()
	var several *control.SeveralError
	switch {
	case isNone(err):
		return nil, nil
	case errors.As(err, &several):
		return several.Paths, nil
	case err != nil:
		return nil, err
	}
	status, err := client.OnSocket(path).Status(ctx)
	if err != nil {
		return nil, err
	}
	var nodes []string
	for _, n := range status.Nodes {
		nodes = append(nodes, n.Name)
	}
	return []string{fmt.Sprintf("%s (%s), control socket %s", status.Scenario, strings.Join(nodes, ", "), path)}, nil
}

// signs are how states are drawn: in UTF-8 and in ASCII.
var signs = map[doctor.State]struct {
	symbol, ascii string
	colour        text.Color
}{
	doctor.OK:      {"✓", "ok", text.FgGreen},
	doctor.Absent:  {"·", "- ", text.FgHiBlack},
	doctor.Limited: {"!", "! ", text.FgYellow},
	doctor.No:      {"✗", "NO", text.FgRed},
}

// write prints the checks by groups, and how the purposes stand.
func (v *doctorVerb) write(w io.Writer, r *doctor.Report) error {
	group, width := "", min(v.out.columns(), helpWidth)
	for _, c := range r.Checks {
		if c.Group != group {
			group = c.Group
			fmt.Fprintln(w)
			paint(w, text.Bold, group)
			fmt.Fprintln(w)
		}
		v.writeCheck(w, c, width)
	}
	fmt.Fprintln(w)
	paint(w, text.Bold, "So much works")
	fmt.Fprintln(w)
	for _, p := range r.Works {
		fmt.Fprint(w, "  ")
		v.sign(w, p.State)
		fmt.Fprintf(w, " %-10s %s%s\n", p.Name, p.Says, map[doctor.State]string{doctor.Limited: "; with less, see ! above", doctor.No: "; not here, see the mends"}[p.State])
	}
	return nil
}

func (v *doctorVerb) sign(w io.Writer, s doctor.State) {
	word := signs[s].symbol
	if !v.out.unicode() {
		word = signs[s].ascii
	}
	paint(w, signs[s].colour, word)
}

// writeCheck prints a line, and below what is not as it should be what depends on it and the mend.
func (v *doctorVerb) writeCheck(w io.Writer, c doctor.Result, width int) {
	const indent = "      "
	fmt.Fprint(w, "  ")
	v.sign(w, c.State)
	lead := fmt.Sprintf(" %-25s ", c.What)
	lines := wrappedAt(strings.Fields(c.Found), max(width-len(lead)-3, 20))
	fmt.Fprintln(w, lead+strings.ReplaceAll(lines, "\n", "\n   "+strings.Repeat(" ", len(lead))))
	if c.State == doctor.OK {
		return
	}
	for _, line := range []struct{ name, text string }{{"for: ", c.Needs}, {"mend: ", c.Mend}} {
		if line.text != "" {
			fmt.Fprintln(w, indent+strings.ReplaceAll(wrappedAt(strings.Fields(line.name+line.text), max(width-len(indent), 20)), "\n", "\n"+indent+"  "))
		}
	}
}
