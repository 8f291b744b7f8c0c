package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"tvslab/phone/fleet"
	"tvslab/phone/reason"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/filter"
)

// stateFlags are the flags of the commands that ask a state file.
type stateFlags struct {
	path            string
	filter          fleet.Filter
	verdict, reason string
}

func (f *stateFlags) register(cmd *cobra.Command, filters bool) {
	flags := cmd.Flags()
	flags.StringVar(&f.path, "state", "", "SQLite file of a fleet, as tvslab phones --state keeps it")
	if !filters {
		return
	}
	flags.StringVar(&f.filter.Name, "name", "", "device name; * and ? as in file names")
	flags.StringVar(&f.filter.Group, "group", "", "group")
	flags.StringVar(&f.filter.Model, "model", "", "model")
	flags.StringVar(&f.verdict, "verdict", "", "those with this verdict: of a fleet one of "+strings.Join(verdictNames(), ", ")+"; of a lab one of "+strings.Join(control.Verdicts(), ", "))
	flags.StringVar(&f.reason, "reason", "", "reason of the verdict or of the registration: a code of tvslab reasons")
	flags.StringVar(&f.filter.List, "list", "", "beginning of the SHA-256 of the stored CTL or ITL")
	flags.StringVar(&f.filter.Signer, "signer", "", "part of the signer of a stored list or of the file that made the verdict")
	flags.IntVar(&f.filter.Limit, "limit", 0, "at most so many phones")
	completeWords(cmd, "verdict", func(cmd *cobra.Command, _ []string) []string {
		if cmd.Flags().Changed("state") || cmd.Flags().Lookup("holds") == nil {
			return verdictNames()
		}
		return control.Verdicts()
	})
	completeWords(cmd, "reason", fixed(codeNames()))
	completeState(cmd, "group", func(groups, _ []string) []string { return groups })
	completeState(cmd, "model", func(_, models []string) []string { return models })
}

// verdictNames are the verdicts of phones that have booted; a state file has no others.
func verdictNames() (names []string) {
	for _, v := range fleet.Verdicts() {
		if v != fleet.NeverBooted {
			names = append(names, string(v))
		}
	}
	return names
}

// codeNames are the reason codes of phones.
func codeNames() (names []string) {
	for _, c := range reason.Codes() {
		names = append(names, string(c.Code))
	}
	return names
}

// check refuses filters that can choose nobody.
func (f *stateFlags) check(s *fleet.Store) error {
	groups, models, err := s.Members()
	if err != nil {
		return err
	}
	for _, word := range []struct {
		flag, value string
		known       []string
	}{
		{"verdict", f.verdict, verdictNames()}, {"reason", f.reason, codeNames()},
		{"group", f.filter.Group, groups}, {"model", f.filter.Model, models},
	} {
		if word.value != "" {
			if err := oneOf("--"+word.flag, word.flag, word.value, word.known); err != nil {
				return err
			}
		}
	}
	switch {
	case f.filter.Limit < 0:
		return usageError{fmt.Errorf("--limit %d: a number of phones, or 0 for all", f.filter.Limit)}
	case !isHex(f.filter.List):
		return usageError{fmt.Errorf("--list %q is not the beginning of a SHA-256 in hexadecimal digits", f.filter.List)}
	}
	return nil
}

func isHex(text string) bool { return strings.Trim(strings.ToLower(text), "0123456789abcdef") == "" }

// rows reads the phones that the flags choose.
func (f *stateFlags) rows(each func(fleet.Row) error) (err error) {
	f.filter.Verdict, f.filter.Reason = fleet.Verdict(f.verdict), reason.Code(f.reason)
	store, err := fleet.ReadStore(f.path)
	if err != nil {
		return stateError(err)
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := f.check(store); err != nil {
		return err
	}
	return store.Phones(f.filter, each)
}

// phonesList is the JSON document of tvslab phones list and export.
type phonesList struct {
	Schema int         `json:"schema"`
	Phones []fleet.Row `json:"phones"`
}

func phonesListCommand(a *app) *cobra.Command {
	var f stateFlags
	l := &labPhones{app: a}
	cmd := &cobra.Command{
		Use:     "list [PHONES...]",
		Aliases: []string{"ls"},
		Short:   "List phones of a running lab, or of a state file",
		Long: `Lists phones of the lab that tvslab serve keeps up, one per line, judged as at the end of a scenario: what each would do with what is
served now. Nothing changes. ` + phonesHelp + ` At most 10000 are listed; the number of all is told.

--filter chooses in words. ` + filter.Help() + `
With --state it lists the phones of a fleet's state file that have booted. A fleet may be running on the file meanwhile.`,
		Example: `  tvslab phones ls "desk*" --verdict locked
  tvslab phones ls --on --registered no
  tvslab phones ls --filter "locked refusing model:88* -group:hall"
  tvslab phones list --state fleet.db --verdict lists-refused --group lobby
  tvslab phones list --state fleet.db --signer CN=cucm-pub --limit 10 -o json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.path == "" {
				l.query.Verdict, l.query.Reason, l.query.Limit = f.verdict, f.reason, f.filter.Limit
				return l.list(cmd.Context(), args)
			}
			if len(args) > 0 {
				return usageError{fmt.Errorf("%q: phones of a state file are chosen with --name, --group and --model", args[0])}
			}
			list, err := f.read()
			if err != nil {
				return err
			}
			return a.print(list, list.write)
		},
	}
	f.register(cmd, true)
	l.register(cmd, false)
	return cmd
}

// read reads the phones that the flags choose into one document.
func (f *stateFlags) read() (phonesList, error) {
	doc := phonesList{Schema: 1, Phones: []fleet.Row{}}
	err := f.rows(func(r fleet.Row) error { doc.Phones = append(doc.Phones, r); return nil })
	return doc, err
}

func (l phonesList) write(w io.Writer) error {
	rows := make([]table.Row, len(l.Phones))
	for i, r := range l.Phones {
		rows[i] = table.Row{r.Name, r.Group, r.Model, string(r.Verdict), r.File, r.Reason, short(r.CTL), short(r.ITL), r.Registered, r.Boots}
	}
	printTable(w, table.Row{"name", "group", "model", "verdict", "by", "reason", "CTL", "ITL", "registered", "boots"}, rows)
	_, err := fmt.Fprintf(w, "%d phones\n", len(rows))
	return err
}

// short is enough of a hash for people and for --list.
func short(hash string) string { return hash[:min(len(hash), 12)] }
