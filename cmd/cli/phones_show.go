package cli

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"tvslab/phone/fleet"
	"tvslab/phone/reason"
)

// phoneDocument is the JSON document of tvslab phones show.
type phoneDocument struct {
	Schema int `json:"schema"`
	fleet.Row
}

func phonesShowCommand(a *app) *cobra.Command {
	var f stateFlags
	l := &labPhones{app: a}
	console := defaultConsole
	cmd := &cobra.Command{
		Use:   "show NAME",
		Short: "Show what a phone of a running lab, or of a state file, has stored and decided",
		Long: `Shows one phone of the lab that tvslab serve keeps up: its lists with their signers and where they came from, its configuration, where it
is registered, what it will do by itself, its status messages and the end of its console.

With --state it shows one phone of a fleet's state file: its lists, its configuration, and what it decided at its last boot.`,
		Example: "  tvslab phones show SEP0A0101000001\n  tvslab phones show --state fleet.db SEP0A0101000001",
		Args:    arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.path == "" {
				return l.show(cmd.Context(), args[0], console)
			}
			f.filter.Name = args[0]
			list, err := f.read()
			if err != nil {
				return err
			}
			if len(list.Phones) != 1 {
				return usageError{fmt.Errorf("state %q: no phone %q has booted", f.path, args[0])}
			}
			doc := phoneDocument{1, list.Phones[0]}
			return a.print(doc, doc.write)
		},
	}
	f.register(cmd, false)
	l.runningFlags.register(cmd, cmd.Flags())
	cmd.Flags().IntVar(&console, "console", defaultConsole, "so many lines of the console of a running lab's phone, 200 at most")
	cmd.ValidArgsFunction = l.complete
	return cmd
}

func (r phoneDocument) write(w io.Writer) error {
	fmt.Fprintf(w, "%s  number %d, group %s, model %s, %d boots, last %s\n", r.Name, r.Number, r.Group, r.Model, r.Boots, r.Booted.Format(time.RFC3339))
	fmt.Fprintf(w, "verdict        %s: %s %s\n", r.Verdict, r.File, about(r.Reason))
	if r.Signer != "" {
		fmt.Fprintf(w, "               signed by %s\n", r.Signer)
	}
	printStored(w, "CTL", r.CTL, r.CTLChecksum, r.CTLSigner, r.CTLFrom, r.CTLCode)
	printStored(w, "ITL", r.ITL, r.ITLChecksum, r.ITLSigner, r.ITLFrom, r.ITLCode)
	printStored(w, "configuration", r.Configuration, "", "", r.ConfigName, r.ConfigCode)
	_, err := fmt.Fprintf(w, "registered     %s\n", orWord(r.Registered, "no")+": "+about(r.Registration))
	return err
}

func printStored(w io.Writer, what, hash, shown, signer, from, code string) {
	fmt.Fprintf(w, "%-14s %s\n", what, orWord(hash, "none"))
	if shown != "" {
		fmt.Fprintf(w, "               the phone shows %s\n", shown)
	}
	if hash != "" {
		fmt.Fprintf(w, "               from %s\n", from)
	}
	if signer != "" {
		fmt.Fprintf(w, "               signed by %s\n", signer)
	}
	if code != "" {
		fmt.Fprintf(w, "               last boot: %s\n", about(code))
	}
}

// about is a code with its explanation.
func about(code string) string {
	if code == "" {
		return "-"
	}
	return code + " (" + reason.Code(code).Text() + ")"
}

func orWord(text, word string) string {
	if text == "" {
		return word
	}
	return text
}
