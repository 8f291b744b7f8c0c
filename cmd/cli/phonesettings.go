package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tvslab/phone"
	"tvslab/scenarios/file"
	"tvslab/setting"
)

// phoneSettings are settings of phones, as NAME=VALUE: those that scenario files have under settings, phone.
type phoneSettings []string

const phoneSettingUsage = "setting of the phones, NAME=VALUE, as scenario files have them under settings: phone (docs/scenario-language.md); " +
	"may be given again"

func (s *phoneSettings) register(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar((*[]string)(s), "phone-setting", nil, phoneSettingUsage)
	completeWords(cmd, "phone-setting", fixed(phoneSettingWords()))
}

// read returns the settings, nil where none are given.
func (s phoneSettings) read() (*phone.Settings, error) {
	if len(s) == 0 {
		return nil, nil
	}
	settings, rows := phone.DefaultSettings(), phone.SettingRows()
	var given []string
	for _, text := range s {
		name, value, ok := strings.Cut(text, "=")
		switch _, known := rows.Row(name); {
		case !ok:
			return nil, fmt.Errorf("--phone-setting %q is not NAME=VALUE", text)
		case !known:
			return nil, fmt.Errorf("--phone-setting: %w", &file.Unknown{What: "setting", Name: name, Known: rows.Names(), Meant: rows.Successor(name)})
		case slices.Contains(given, name):
			return nil, fmt.Errorf("--phone-setting %s is given twice", name)
		}
		given = append(given, name)
		if err := rows.Set(&settings, name, value); err != nil {
			return nil, fmt.Errorf("--phone-setting: %w", err)
		}
	}
	return &settings, nil
}

// phoneSettingWords are what completion proposes: each setting with the words that it may hold.
func phoneSettingWords() (words []string) {
	for _, r := range phone.SettingRows() {
		values := r.Words
		if r.Kind() == setting.KindTruth {
			values = []string{"true", "false"}
		}
		if len(values) == 0 {
			words = append(words, r.Name+"=")
		}
		for _, v := range values {
			words = append(words, r.Name+"="+v)
		}
	}
	return words
}
