package cucm

import (
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/setting"
)

// standsFor is the address of a rule's field, with its row.
func (x rule[T]) standsFor(r *Rules) (uintptr, string, setting.Basis, string) {
	return reflect.ValueOf(x.field(r)).Pointer(), x.says, x.basis, x.source
}

func (x rule[T]) keys() (releases []string, chosen string, means []string) {
	for name := range x.from {
		releases = append(releases, name)
	}
	for word := range x.means {
		means = append(means, word)
	}
	for name := range x.cells {
		releases = append(releases, name)
	}
	return releases, x.setting, means
}

// TestEveryFieldHasARow: and only one, with its basis and its source.
func TestEveryFieldHasARow(t *testing.T) {
	var rules Rules
	says := map[uintptr]string{}
	for _, l := range matrix {
		at, text, basis, source := l.(interface {
			standsFor(*Rules) (uintptr, string, setting.Basis, string)
		}).standsFor(&rules)
		require.Empty(t, says[at], "two rows for a field: %q", text)
		require.NotEmpty(t, text)
		require.True(t, basis.Known(), "%s: basis %q", text, basis)
		require.NotEmpty(t, source, text)
		says[at] = text
	}
	v := reflect.ValueOf(&rules).Elem()
	for i := range v.NumField() {
		require.NotEmpty(t, says[v.Field(i).Addr().Pointer()], "Rules.%s has no row", v.Type().Field(i).Name)
	}
}

// TestRowsNameWhatExists: releases, settings and their words.
func TestRowsNameWhatExists(t *testing.T) {
	overridden := map[string]bool{}
	for _, l := range matrix {
		releases, chosen, means := l.(interface {
			keys() ([]string, string, []string)
		}).keys()
		for _, name := range releases {
			require.Contains(t, ReleaseNames(), name)
		}
		require.Equal(t, chosen == "", len(means) == 0, chosen)
		if chosen == "" {
			continue
		}
		require.False(t, overridden[chosen], "two rows have %s", chosen)
		overridden[chosen] = true
		row, ok := settings.Row(chosen)
		require.True(t, ok, chosen)
		require.Subset(t, row.Words, means, chosen)
	}
	for _, row := range settings {
		if slices.Contains(row.Words, "by_release") {
			require.True(t, overridden[row.Name], "%s overrides no rule", row.Name)
		}
	}
}

// TestEverySettingHasARow: every field one, with a default that can be read, a basis and a source.
func TestEverySettingHasARow(t *testing.T) {
	var s Settings
	v, rows := reflect.ValueOf(&s).Elem(), map[uintptr]string{}
	for _, r := range settings {
		at := reflect.ValueOf(r.Value(&s)).FieldByName("field").Pointer()
		require.Empty(t, rows[at], r.Name)
		require.NotEmpty(t, r.Meaning, r.Name)
		require.True(t, r.Basis.Known(), r.Name)
		require.NotEmpty(t, r.Source, r.Name)
		rows[at] = r.Name
	}
	for i := range v.NumField() {
		require.NotEmpty(t, rows[v.Field(i).Addr().Pointer()], "Settings.%s has no row", v.Type().Field(i).Name)
	}
	require.NoError(t, settings.Defaults().Validate())
}

// TestOverrides: a word of a setting changes the rule of its row, by_release leaves it alone.
func TestOverrides(t *testing.T) {
	for _, row := range []struct {
		release, name, word string
		want                any
		of                  func(*Rules) any
	}{
		{"12.5", "tftp_key_pickup", "immediate", true, func(r *Rules) any { return r.KeyAtOnce }},
		{"15", "tftp_key_pickup", "on_restart", false, func(r *Rules) any { return r.KeyAtOnce }},
		{"15", "tftp_key_pickup", "by_release", true, func(r *Rules) any { return r.KeyAtOnce }},
		{"12.5", "itlrecovery_owner", "node", true, func(r *Rules) any { return r.RecoveryByNode }},
		{"11.5", "itlrecovery_owner", "by_release", true, func(r *Rules) any { return r.RecoveryByNode }},
		{"11.5", "itlrecovery_owner", "publisher", false, func(r *Rules) any { return r.RecoveryByNode }},
		{"12.5", "itlrecovery_owner", "by_release", false, func(r *Rules) any { return r.RecoveryByNode }},
		{"14", "itlrecovery_owner", "node", true, func(r *Rules) any { return r.RecoveryByNode }},
		{"8.6", "drs_saves_tftp_key", "by_release", false, func(r *Rules) any { return r.BackupTFTPKey }},
		{"8.6", "drs_saves_tftp_key", "always", true, func(r *Rules) any { return r.BackupTFTPKey }},
		{"12.5", "regenerated_key_length", "2048", 2048, func(r *Rules) any { return r.RegenBits }},
		{"10.5", "regenerated_key_length", "keep", 0, func(r *Rules) any { return r.RegenBits }},
		{"15", "lsc_key_bits", "0", 2048, func(r *Rules) any { return r.LSCBits }},
		{"15", "lsc_key_bits", "4096", 4096, func(r *Rules) any { return r.LSCBits }},
	} {
		t.Run(row.release+" "+row.name+" "+row.word, func(t *testing.T) {
			r, err := ParseRelease(row.release)
			require.NoError(t, err)
			before := *r.Rules()
			s := settings.Defaults()
			require.NoError(t, settings.Set(&s, row.name, row.word))
			require.Equal(t, row.want, row.of(r.RulesUnder(s)))
			require.Equal(t, before, *r.Rules(), "the release's own rules are shared")
		})
	}
}

// TestMatrix: a cell stands where something begins, and only releases from which on something is different are columns.
func TestMatrix(t *testing.T) {
	releases, lines := Matrix()
	require.NotContains(t, releases, "8.5")
	require.NotContains(t, releases, "14SU4")
	require.Equal(t, "8.0", releases[0])
	signer := lines[0]
	require.Len(t, signer.Cells, len(releases))
	require.Equal(t, "CallManager", signer.Cells[0])
	require.Equal(t, "ITLRecovery", signer.Cells[slices.Index(releases, "12.0")])
	require.Empty(t, signer.Cells[slices.Index(releases, "14")])
	for _, l := range lines {
		require.NotEmpty(t, l.Cells[0], l.Says)
	}
	for value, want := range map[any]string{true: "yes", false: "no", 0: "-", 5: "5", CAPF: "CAPF", Store(""): "-"} {
		require.Equal(t, want, words(value))
	}
	require.Equal(t, "TVS, CAPF", words([]Store{TVS, CAPF}))
	require.Equal(t, "-", words([]Store(nil)))
}
