package cli

import (
	"cmp"
	"crypto/tls"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"tvslab/phone"
	"tvslab/scenarios/file"
)

// modelsVerb is tvslab models with its flags.
type modelsVerb struct {
	*app
	with, without []string
}

// modelRow is what is known of a model.
type modelRow struct {
	Name       string             `json:"name"`
	DeviceType int                `json:"device_type,omitempty"`
	Signalling []string           `json:"signalling"`
	Features   []string           `json:"features"`
	TLS        string             `json:"tls,omitempty"`
	FileHash   string             `json:"file_hash,omitempty"`
	MaxKeyBits int                `json:"max_key_bits"`
	Encryption string             `json:"encrypted_configuration_key"`
	Checksum   string             `json:"checksum,omitempty"`
	ByHand     map[string]menuRow `json:"by_hand"`
	Source     string             `json:"source"`
}

// menuRow is how a person does something at the phone.
type menuRow struct {
	Path    string `json:"path"`
	OneList string `json:"one_list,omitempty"`
	Source  string `json:"source"`
}

func modelsCommand(a *app) *cobra.Command {
	v := modelsVerb{app: a}
	cmd := &cobra.Command{
		Use:   "models [MODEL ...]",
		Short: "List phone models and what they support",
		Long: `Lists the phone models of the lab and what each supports: what the report "Unified CM Phone Feature List" of Cisco
Unified Reporting says of a cluster, for phones here. Models are named as people name them, and found by pattern. Models
that are named are told in full, with the keys by which trust lists are deleted, the phone is reset to its factory
settings and its LSC is updated, and the source of it all.

Features: ` + strings.Join(phone.FeatureNames(), ", ") + `.`,
		Example: `  tvslab models
  tvslab models --feature sbd
  tvslab models --without sbd -o json
  tvslab models 8945 'Cisco 79*'`,
		ValidArgsFunction: cobra.FixedCompletions(phone.ModelNames(), cobra.ShellCompDirectiveNoFileComp),
		RunE:              func(_ *cobra.Command, args []string) error { return v.run(args) },
	}
	cmd.Flags().StringSliceVar(&v.with, "feature", nil, "only models that support all of these")
	cmd.Flags().StringSliceVar(&v.without, "without", nil, "only models that support none of these")
	for _, flag := range []string{"feature", "without"} {
		_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(phone.FeatureNames(), cobra.ShellCompDirectiveNoFileComp))
	}
	return cmd
}

func (v *modelsVerb) run(names []string) error {
	for _, f := range slices.Concat(v.with, v.without) {
		if !slices.Contains(phone.FeatureNames(), strings.ToLower(f)) {
			return usageError{&file.Unknown{What: "feature", Name: f, Known: phone.FeatureNames()}}
		}
	}
	models, err := modelsNamed(names)
	if err != nil {
		return err
	}
	rows := []modelRow{}
	for _, m := range models {
		if v.wants(m) {
			rows = append(rows, modelRowOf(m))
		}
	}
	return v.print(map[string]any{"schema": 1, "models": rows}, func(w io.Writer) error {
		if len(names) > 0 {
			return writeModels(w, rows)
		}
		return tableOfModels(w, rows)
	})
}

// modelsNamed finds what the names and patterns say, every model where there is none.
func modelsNamed(names []string) ([]phone.Model, error) {
	if len(names) == 0 {
		return phone.Models(), nil
	}
	var all []phone.Model
	for _, name := range names {
		like := phone.ModelsLike(name)
		if len(like) == 0 {
			return nil, usageError{&file.Unknown{What: "model", Name: name, Known: phone.ModelNames()}}
		}
		for _, m := range like {
			if !slices.ContainsFunc(all, func(have phone.Model) bool { return have.Name == m.Name }) {
				all = append(all, m)
			}
		}
	}
	return all, nil
}

func (v *modelsVerb) wants(m phone.Model) bool {
	has := func(f string) bool { return slices.Contains(m.Features(), strings.ToLower(f)) }
	return !slices.ContainsFunc(v.with, func(f string) bool { return !has(f) }) && !slices.ContainsFunc(v.without, has)
}

func modelRowOf(m phone.Model) modelRow {
	r := modelRow{Name: m.Name, DeviceType: m.Number, Signalling: m.Signalling, Features: m.Features(), MaxKeyBits: m.MaxKeyBits,
		Encryption: string(m.Encryption), Checksum: m.Checksum, ByHand: map[string]menuRow{}, Source: m.Source()}
	if m.TLS != 0 {
		r.TLS = strings.TrimPrefix(tls.VersionName(m.TLS), "TLS ")
	}
	switch {
	case m.SHA512:
		r.FileHash = "SHA-512"
	case m.SignedConfig:
		r.FileHash = "SHA-1"
	}
	for _, d := range phone.Deeds() {
		if menu, known := m.ByHand(d); known {
			r.ByHand[string(d)] = menuRow{Path: menu.Path, OneList: menu.One, Source: menu.Source}
		}
	}
	return r
}

// tableOfModels has a line for each model.
func tableOfModels(w io.Writer, models []modelRow) error {
	var rows []table.Row
	for _, m := range models {
		has := func(f string) string {
			if slices.Contains(m.Features, f) {
				return "yes"
			}
			return "-"
		}
		rows = append(rows, table.Row{m.Name, strings.Join(m.Signalling, ", "), has("sbd"), has("signed-configuration"), m.Encryption,
			has("http"), has("https"), orWord(m.FileHash, "-"), has("ec"), has("mic"), orWord(m.TLS, "-"), orWord(m.Checksum, "-")})
	}
	printTable(w, table.Row{"MODEL", "SIGNALLING", "SBD", "SIGNED", "ENCRYPTED", "HTTP", "HTTPS", "HASH", "EC", "MIC", "TLS", "CHECKSUM"}, rows)
	_, err := fmt.Fprintf(w, "\nModels: %d. tvslab models MODEL tells more of one, and how its trust lists are deleted.\n", len(models))
	return err
}

// writeModels tells all of each model.
func writeModels(w io.Writer, models []modelRow) error {
	for i, m := range models {
		if i > 0 {
			fmt.Fprintln(w)
		}
		for _, line := range m.lines() {
			fmt.Fprintf(w, "%-18s %s\n", line[0], line[1])
		}
	}
	return nil
}

func (m modelRow) lines() [][2]string {
	lines := [][2]string{
		{"model", m.Name}, {"signalling", strings.Join(m.Signalling, ", ")}, {"supports", cmp.Or(strings.Join(m.Features, ", "), "nothing that is known")},
		{"TLS", orWord(m.TLS, "none")}, {"signed files", orWord(m.FileHash, "not verified")},
		{"longest RSA key", fmt.Sprintf("%d bits", m.MaxKeyBits)}, {"encrypted files", "key: " + m.Encryption},
		{"list checksum", orWord(m.Checksum, "not known")},
	}
	for _, d := range phone.Deeds() {
		menu, known := m.ByHand[string(d)]
		if !known {
			lines = append(lines, [2]string{string(d), "no source says how"})
			continue
		}
		lines = append(lines, [2]string{string(d), menu.Path})
		if menu.OneList != "" {
			lines = append(lines, [2]string{"  one list", menu.OneList})
		}
		lines = append(lines, [2]string{"  source", menu.Source})
	}
	return append(lines, [2]string{"source", m.Source})
}
