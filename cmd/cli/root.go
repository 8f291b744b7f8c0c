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

	"github.com/spf13/cobra"
)

// app is what all verbs share.
type app struct {
	in        io.Reader
	out, errs io.Writer
	output    string // -o
	keys      string // --keys
}

// Root returns the command tree.
func Root(in io.Reader, out, errs io.Writer) *cobra.Command {
	a := &app{in: in, out: out, errs: errs}
	root := &cobra.Command{
		Use:   "tvslab",
		Short: "Rehearse CUCM certificate rotations before they touch a real phone",
		Long: `tvslab emulates the trust machinery of a Cisco Unified CM cluster (TFTP servers with signed CTL and ITL
files, the Trust Verification Service) and its phones, and replays certificate rotations described in scenario
files: with a verdict per phone group, the reason for every refusal, and an exit status.

Exit status: 0 all held, 1 an expectation failed, 2 the input is wrong, 3 the environment is (port in use,
permission), 130 interrupted.`,
		Example: `  tvslab list
  tvslab run tftp-both-changed-tvs-changed --timeline
  tvslab run --sockets tftp-both-changed...
  tvslab inspect ITLFile.tlv`,
		SilenceUsage: true, SilenceErrors: true,
	}
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	root.PersistentFlags().StringVarP(&a.output, "output", "o", "text", "output format: text or json")
	root.PersistentFlags().StringVar(&a.keys, "keys", "", "folder of lab keys (default: the user's cache folder)")
	root.PersistentPreRunE = func(*cobra.Command, []string) error {
		if a.output != "text" && a.output != "json" {
			return usageError{fmt.Errorf("-o %q: the formats are text and json", a.output)}
		}
		return nil
	}
	_ = root.RegisterFlagCompletionFunc("output", cobra.FixedCompletions([]string{"text", "json"}, cobra.ShellCompDirectiveNoFileComp))
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	for _, verb := range []func(*app) *cobra.Command{runCommand, listCommand, showCommand, checkCommand, newCommand, schemaCommand,
		reasonsCommand, inspectCommand, serveCommand, phonesCommand, benchCommand, adminCommand, versionCommand} {
		root.AddCommand(verb(a))
	}
	return root
}

// Run executes a command line and returns the exit status.
func Run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	root := Root(in, out, errs)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil && !isQuiet(err) {
		fmt.Fprintf(errs, "tvslab: %v\n", err)
		if hint := hintFor(err); hint != "" {
			fmt.Fprintf(errs, "hint: %s\n", hint)
		}
	}
	return exitCode(err)
}

// print writes a command's result: the document as JSON, or the text.
func (a *app) print(document any, text func(io.Writer) error) error {
	if a.output == "json" {
		return printJSON(a.out, document)
	}
	w := &sticky{Writer: a.out}
	if err := text(w); err != nil {
		return err
	}
	return w.err
}

// sticky remembers the first error of writing, so that printing need not look at each.
type sticky struct {
	io.Writer
	err error
}

// Write implements io.Writer.
func (s *sticky) Write(b []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	var n int
	n, s.err = s.Writer.Write(b)
	return n, s.err
}
