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
	cmd := &cobra.Command{
		Use:     "show NAME",
		Short:   "Show what a phone of a state file has stored and decided",
		Long:    "Shows one phone of a state file: its lists with their signers, its configuration, and what it decided at its last boot.",
		Example: `  tvslab phones show --state fleet.db SEP0A0101000001`,
		Args:    arguments(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
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
