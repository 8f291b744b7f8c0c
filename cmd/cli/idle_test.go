package cli

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"
)

// find returns the command of a path behind "tvslab".
func find(t *testing.T, path string) *cobra.Command {
	cmd, rest, err := Root(nil, &bytes.Buffer{}, &bytes.Buffer{}).Find(strings.Fields(path))
	require.NoError(t, err)
	require.Empty(t, rest)
	require.Equal(t, path, pathOf(cmd))
	cmd.InitDefaultHelpFlag()
	_ = cmd.ParseFlags(nil) // merges the flags of the commands above
	return cmd
}

// give sets a flag, to its value or to one that its kind allows.
func give(t *testing.T, flags *pflag.FlagSet, text string) {
	name, value, valued := strings.Cut(text, "=")
	f := flags.Lookup(name)
	require.NotNil(t, f, "there is no flag --%s", name)
	if !valued {
		value = map[string]string{"bool": "true", "int": "3", "uint64": "3", "float64": "3", "duration": "3s", "intSlice": "3"}[f.Value.Type()]
	}
	require.NoError(t, flags.Set(name, value))
}

// TestIdleFlags: each flag is refused where its row says so, whatever its value, and taken where the condition is not met.
func TestIdleFlags(t *testing.T) {
	for _, row := range idles {
		for _, name := range strings.Fields(row.flags) {
			t.Run(row.command+" "+name+" with "+row.with+" without "+row.without, func(t *testing.T) {
				cmd := find(t, row.command)
				other := row.with + row.without
				require.NotNil(t, cmd.Flags().Lookup(strings.Split(other, "=")[0]))
				give(t, cmd.Flags(), name)
				if row.with != "" {
					give(t, cmd.Flags(), row.with)
				}
				require.ErrorContains(t, idleFlags(cmd), "no effect "+row.condition(cmd.Flags()))
				require.ErrorContains(t, idleFlags(cmd), row.why)
				require.True(t, isInput(idleFlags(cmd)))

				cmd = find(t, row.command)
				give(t, cmd.Flags(), name)
				if row.without != "" {
					give(t, cmd.Flags(), row.without)
				}
				if err := idleFlags(cmd); err != nil { // another row may have its say
					require.NotContains(t, err.Error(), row.condition(cmd.Flags()))
				}
			})
		}
	}
}

// everywhere are commands and what they all have.
func everywhere(t *testing.T, do func(t *testing.T, cmd *cobra.Command)) {
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		t.Run(cmd.CommandPath(), func(t *testing.T) { do(t, cmd) })
		for _, below := range cmd.Commands() {
			walk(below)
		}
	}
	walk(Root(nil, &bytes.Buffer{}, &bytes.Buffer{}))
}

// TestHelpIsNarrow: no line of any help is wider than it should be.
func TestHelpIsNarrow(t *testing.T) {
	everywhere(t, func(t *testing.T, cmd *cobra.Command) {
		var out bytes.Buffer
		require.Zero(t, Run(t.Context(), append(strings.Fields(pathOf(cmd)), "--help"), nil, &out, &bytes.Buffer{}))
		for line := range strings.Lines(out.String()) {
			require.LessOrEqual(t, len([]rune(strings.TrimSuffix(line, "\n"))), helpWidth, line)
		}
	})
}

// TestNearFlags: every long flag of every command is found under a name with one letter less.
func TestNearFlags(t *testing.T) {
	everywhere(t, func(t *testing.T, cmd *cobra.Command) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if len(f.Name) < 5 || cmd.Name() == "tvslab" {
				return
			}
			var errs bytes.Buffer
			wrong := f.Name[:2] + f.Name[3:]
			status := Run(t.Context(), append(strings.Fields(pathOf(cmd)), "--"+wrong), nil, &bytes.Buffer{}, &errs)
			require.Equal(t, exitInput, status)
			require.Contains(t, errs.String(), "did you mean --"+f.Name+"?")
		})
	})
}

// free are flags whose values are not words of a list: numbers, names, paths, addresses, times.
var free = strings.Fields(`console holds phone-web phone-web-port phone-web-user count pcap horizon reset-rate devices width workers step steps stored-at seed limit tftp-port duration retry rate shard at plan warmup fail-if
	tolerance server-pid title name name-base name list signer groups tftp tvs host source listen metrics command answer phone
	junit markdown log keys dir control results html state lab api api-token after key held held-ctl export schema node expires-before device file deviations bound price max-states
	always finally example examples redact-key repair-price repaired ssh ssh-user ssh-password-file ssh-idle ssh-host-key sftp-to to web learners learner names port tls-cert tls-key
	shards cpu deadline image memory namespace reach start-in storage storage-class wait after state node-accounts node-http node-https node-limits snmp snmp-community snmp-user syslog control-on`)

// TestFlagsComplete: a flag is free, or completion knows its words.
func TestFlagsComplete(t *testing.T) {
	everywhere(t, func(t *testing.T, cmd *cobra.Command) {
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if f.Value.Type() == "bool" || slices.Contains(free, f.Name) || f.Name == "help" {
				return
			}
			_, ok := cmd.GetFlagCompletionFunc(f.Name)
			if !ok {
				t.Errorf("--%s: give its words with completeWords, or name it in free", f.Name)
			}
		})
	})
}
