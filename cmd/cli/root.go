// Package cli is the command line of tvslab: flags, usage, printing and exit codes. It holds no rules of the domain. A
// verb is one type in one file, which reads its flags, calls a library package and prints what comes of it; what several
// verbs share is in app, in scenario.go (choosing cells) and in fleet.go (describing phones).
//
// What is printed where: results go to standard output; progress, logs and errors go to standard error, errors with
// the prefix "tvslab:", lower case, without a full stop. `-o json` prints one JSON document per command, described in
// docs/json.md.
package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// app is what all verbs share.
type app struct {
	in        io.Reader
	out, errs *screen
	output    string // -o
	keys      string // --keys
	begun     bool   // the command line was in order, and its command began
}

// formats are the values of -o.
var formats = []string{"text", "json"}

// Root returns the command tree.
func Root(in io.Reader, out, errs io.Writer) *cobra.Command {
	return (&app{in: in, out: newScreen(out, out), errs: newScreen(errs, errs)}).root()
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "tvslab",
		Short: "Rehearse CUCM certificate rotations before they touch a real phone",
		Long: `tvslab emulates the trust machinery of a Cisco Unified CM cluster (TFTP servers with signed CTL and ITL
files, the Trust Verification Service) and its phones, and replays certificate rotations described in scenario
files: with a verdict per phone group, the reason for every refusal, and an exit status.

Exit status: 0 all held, 1 an expectation failed (of boots: none succeeded, or a wrong file came), 2 the input is wrong (a path that
there is not, too), 3 the environment is (port in use, permission, disk), 130 interrupted (143 by SIGTERM). The first Ctrl-C ends what is under way in order, a second one ends the
process at once.`,
		Example: `  tvslab demo
  tvslab plan rotation.yaml
  tvslab list
  tvslab run tftp-both-changed-tvs-changed --timeline
  tvslab run --sockets tftp-both-changed...
  tvslab inspect ITLFile.tlv`,
		SilenceUsage: true, SilenceErrors: true,
		Version: Version,
		Args:    arguments(cobra.NoArgs),
		RunE:    a.start,
	}
	root.SetVersionTemplate(versionLine())
	root.SetUsageTemplate(usageTemplate(root))
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.errs)
	root.PersistentFlags().StringVarP(&a.output, "output", "o", "text", "output format: text or json")
	root.PersistentFlags().StringVar(&a.keys, "keys", "", "folder of lab keys (default: the user's cache folder)")
	root.PersistentPreRunE = func(*cobra.Command, []string) error {
		if err := oneOf("-o", "format", a.output, formats); err != nil {
			return err
		}
		return logTLSKeys(a.errs)
	}
	completeWords(root, "output", fixed(formats))
	root.SetFlagErrorFunc(flagError)
	a.addVerbs(root)
	a.finish(root)
	return root
}

// finish gives a command and those below it what all have in common: help of one width, and an end before they begin where a flag
// would have no effect.
func (a *app) finish(cmd *cobra.Command) {
	cmd.Long = reflow(cmd.Long)
	if run := cmd.RunE; run != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			if err := emptyFlags(cmd); err != nil {
				return err
			}
			if err := idleFlags(cmd); err != nil {
				return err
			}
			a.begun = true
			return run(cmd, args)
		}
	}
	for _, below := range cmd.Commands() {
		a.finish(below)
	}
}

// Run executes a command line and returns the exit status. What it prints on standard error is written by and by: Run waits
// for a second at most, so that nobody who does not read it holds anything up.
func Run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	log := newBacklog(errs)
	defer log.end()
	a := &app{in: in, out: newScreen(ordered{out, log}, out), errs: newScreen(log, errs)}
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil && !a.begun {
		err = usageError{err}
	}
	if printed := a.out.end(); printed != nil && (err == nil || isQuiet(err)) {
		err = printed
	}
	if err != nil && !isQuiet(err) {
		fmt.Fprintf(a.errs, "tvslab: %s\n", inWords(err))
		if hint := hintFor(err); hint != "" && !strings.Contains(err.Error(), hint) {
			fmt.Fprintf(a.errs, "hint: %s\n", hint)
		}
	}
	_ = a.errs.end()
	return exitCode(ctx, err)
}

// print writes a command's result: the document as JSON, or the text. An error of writing is one of Run too.
func (a *app) print(document any, text func(io.Writer) error) error {
	if a.output == "json" {
		return printJSON(a.out, document)
	}
	return text(a.out)
}
