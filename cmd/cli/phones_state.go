package cli

import (
	"encoding/csv"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"tvslab/phone/fleet"
	"tvslab/phone/reason"
)

// stateError makes a file that is not this fleet's the user's error.
func stateError(err error) error {
	if errors.Is(err, fleet.ErrNotState) || errors.Is(err, fleet.ErrOtherFleet) {
		return usageError{err}
	}
	return err
}

// stateFlags are the flags of the commands that ask a state file.
type stateFlags struct {
	path            string
	filter          fleet.Filter
	verdict, reason string
}

func (f *stateFlags) register(cmd *cobra.Command, filters bool) {
	flags := cmd.Flags()
	flags.StringVar(&f.path, "state", "", "SQLite file of the fleet")
	_ = cmd.MarkFlagRequired("state")
	if !filters {
		return
	}
	flags.StringVar(&f.filter.Name, "name", "", "device name; * and ? as in file names")
	flags.StringVar(&f.filter.Group, "group", "", "group")
	flags.StringVar(&f.filter.Model, "model", "", "model")
	flags.StringVar(&f.verdict, "verdict", "", "accepted, config-refused, lists-refused, nothing-accepted or cut-off")
	flags.StringVar(&f.reason, "reason", "", "reason of the verdict or of the registration: a code of tvslab reasons")
	flags.StringVar(&f.filter.List, "list", "", "beginning of the SHA-256 of the stored CTL or ITL")
	flags.StringVar(&f.filter.Signer, "signer", "", "part of the signer of a stored list or of the file that made the verdict")
	flags.IntVar(&f.filter.Limit, "limit", 0, "at most so many phones")
	var verdicts []string
	for _, v := range fleet.Verdicts() {
		verdicts = append(verdicts, string(v))
	}
	_ = cmd.RegisterFlagCompletionFunc("verdict", cobra.FixedCompletions(verdicts, cobra.ShellCompDirectiveNoFileComp))
}

// rows reads the phones that the flags choose.
func (f *stateFlags) rows(each func(fleet.Row) error) (err error) {
	f.filter.Verdict, f.filter.Reason = fleet.Verdict(f.verdict), reason.Code(f.reason)
	store, err := fleet.ReadStore(f.path)
	if err != nil {
		return stateError(err)
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return store.Phones(f.filter, each)
}

func (a *app) phonesListCommand() *cobra.Command {
	var f stateFlags
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List phones of a state file",
		Long:  "Lists the phones of a state file that have booted, one per line. A fleet may be running on the file meanwhile.",
		Example: `  tvslab phones list --state fleet.db --verdict lists-refused --group lobby
  tvslab phones list --state fleet.db --signer CN=cucm-pub --limit 10 -o json`,
		Args: arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error { return a.listPhones(&f) },
	}
	f.register(cmd, true)
	return cmd
}

// phonesList is the JSON document of tvslab phones list and export.
type phonesList struct {
	Schema int         `json:"schema"`
	Phones []fleet.Row `json:"phones"`
}

func (a *app) listPhones(f *stateFlags) error {
	doc := phonesList{Schema: 1, Phones: []fleet.Row{}}
	err := f.rows(func(r fleet.Row) error { doc.Phones = append(doc.Phones, r); return nil })
	if err != nil || a.output == "json" {
		return errors.Join(err, a.printUnless(err, doc))
	}
	rows := make([]table.Row, len(doc.Phones))
	for i, r := range doc.Phones {
		rows[i] = table.Row{r.Name, r.Group, r.Model, string(r.Verdict), r.File, r.Reason, short(r.CTL), short(r.ITL), r.Registered, r.Boots}
	}
	printTable(a.out, table.Row{"name", "group", "model", "verdict", "by", "reason", "CTL", "ITL", "registered", "boots"}, rows)
	fmt.Fprintf(a.out, "%d phones\n", len(rows))
	return nil
}

func (a *app) printUnless(err error, doc any) error {
	if err != nil {
		return nil
	}
	return printJSON(a.out, doc)
}

// short is enough of a hash for people and for --list.
func short(hash string) string { return hash[:min(len(hash), 12)] }

func (a *app) phonesShowCommand() *cobra.Command {
	var f stateFlags
	cmd := &cobra.Command{
		Use:     "show NAME",
		Short:   "Show what a phone of a state file has stored and decided",
		Long:    "Shows one phone of a state file: its lists with their signers, its configuration, and what it decided at its last boot.",
		Example: `  tvslab phones show --state fleet.db SEP0A0101000001`,
		Args:    arguments(cobra.ExactArgs(1)),
		RunE:    func(_ *cobra.Command, args []string) error { return a.showPhone(&f, args[0]) },
	}
	f.register(cmd, false)
	return cmd
}

func (a *app) showPhone(f *stateFlags, name string) error {
	f.filter.Name = name
	var found []fleet.Row
	if err := f.rows(func(r fleet.Row) error { found = append(found, r); return nil }); err != nil {
		return err
	}
	if len(found) != 1 {
		return usageError{fmt.Errorf("state %q: no phone %q has booted", f.path, name)}
	}
	r := found[0]
	if a.output == "json" {
		return printJSON(a.out, struct {
			Schema int `json:"schema"`
			fleet.Row
		}{1, r})
	}
	fmt.Fprintf(a.out, "%s  number %d, group %s, model %s, %d boots, last %s\n", r.Name, r.Number, r.Group, r.Model, r.Boots, r.Booted.Format(time.RFC3339))
	fmt.Fprintf(a.out, "verdict        %s: %s %s\n", r.Verdict, r.File, about(r.Reason))
	if r.Signer != "" {
		fmt.Fprintf(a.out, "               signed by %s\n", r.Signer)
	}
	printStored(a, "CTL", r.CTL, r.CTLSigner, r.CTLFrom, r.CTLCode)
	printStored(a, "ITL", r.ITL, r.ITLSigner, r.ITLFrom, r.ITLCode)
	printStored(a, "configuration", r.Configuration, "", r.ConfigName, r.ConfigCode)
	fmt.Fprintf(a.out, "registered     %s\n", orWord(r.Registered, "no")+": "+about(r.Registration))
	return nil
}

func printStored(a *app, what, hash, signer, from, code string) {
	fmt.Fprintf(a.out, "%-14s %s\n", what, orWord(short(hash), "none"))
	if hash != "" {
		fmt.Fprintf(a.out, "               from %s\n", from)
	}
	if signer != "" {
		fmt.Fprintf(a.out, "               signed by %s\n", signer)
	}
	if code != "" {
		fmt.Fprintf(a.out, "               last boot: %s\n", about(code))
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

func (a *app) phonesExportCommand() *cobra.Command {
	var f stateFlags
	cmd := &cobra.Command{
		Use:     "export",
		Short:   "Export phones of a state file as CSV or JSON",
		Long:    "Writes all that a state file has about its phones: CSV with a header line, or JSON with -o json.",
		Example: `  tvslab phones export --state fleet.db --group lobby >lobby.csv`,
		Args:    arguments(cobra.NoArgs),
		RunE:    func(*cobra.Command, []string) error { return a.exportPhones(&f) },
	}
	f.register(cmd, true)
	return cmd
}

var exportHeader = []string{"k", "name", "group", "model", "verdict", "file", "reason", "signer", "ctl", "ctl_signer", "ctl_from", "ctl_code",
	"itl", "itl_signer", "itl_from", "itl_code", "configuration", "config_name", "config_code", "registered", "registration", "enrolment", "boots", "booted"}

func (a *app) exportPhones(f *stateFlags) error {
	if a.output == "json" {
		return a.listPhones(f)
	}
	w := csv.NewWriter(a.out)
	if err := w.Write(exportHeader); err != nil {
		return err
	}
	err := f.rows(func(r fleet.Row) error {
		return w.Write([]string{strconv.Itoa(r.Number), r.Name, r.Group, r.Model, string(r.Verdict), r.File, r.Reason, r.Signer,
			r.CTL, r.CTLSigner, r.CTLFrom, r.CTLCode, r.ITL, r.ITLSigner, r.ITLFrom, r.ITLCode, r.Configuration, r.ConfigName, r.ConfigCode,
			r.Registered, r.Registration, r.Enrolment, strconv.Itoa(r.Boots), r.Booted.Format(time.RFC3339)})
	})
	w.Flush()
	return errors.Join(err, w.Error())
}
