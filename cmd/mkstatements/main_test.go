package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios"
	"tvslab/sim/keypool"
)

func TestMain(m *testing.M) {
	if err := os.Chdir(filepath.Join("..", "..")); err != nil { // where make runs the program
		panic(err)
	}
	os.Exit(m.Run())
}

const plain = `title: A phone takes its list
source: First section
release: "11.5"
cluster: {nodes: {p: {roles: [publisher, callmanager, tftp, tvs]}}}
phones: {desk: {model: "8841", tftp: [p]}}
steps:
  - power-on: all
  - expect: {desk: {trust: current}}
`

// TestStatements: a scenario that holds is a row, with the settings it needs; one that does not is an error that says how to
// see it.
func TestStatements(t *testing.T) {
	pool, err := keypool.Open(keys, nil)
	require.NoError(t, err)
	o := scenarios.Options{Keys: pool}
	dir := t.TempDir()
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	write("b002.yaml", "settings: {phone: {tvs_for_list_signers: false}}\n"+plain)
	write("a001.yaml", plain)
	all, err := statements(t.Context(), dir, o)
	require.NoError(t, err)
	text := string(page(all))
	require.Contains(t, text, "| A001 | A phone takes its list | First section | works | `tvslab run scenarios/statements/a001.yaml` |")
	require.Contains(t, text, "| B002 | A phone takes its list | First section | setting | "+
		"`tvslab run scenarios/statements/b002.yaml` with `phone.tvs_for_list_signers: false` |")

	write("c003.yaml", strings.ReplaceAll(plain, "trust: current", "trust: locked"))
	_, err = statements(t.Context(), dir, o)
	require.ErrorContains(t, err, "c003 11.5 non-secure does not hold: `tvslab run")
}

// TestCommands: what a command must print is looked for.
func TestCommands(t *testing.T) {
	require.NoError(t, shown{ID: "A1", Run: []string{"reasons"}, Prints: []string{"signer-unknown"}}.prints(t.Context()))
	require.ErrorContains(t, shown{ID: "A1", Run: []string{"reasons"}, Prints: []string{"signer-liked"}}.prints(t.Context()),
		`A1: tvslab reasons does not print "signer-liked"`)
	require.ErrorContains(t, shown{ID: "A1", Run: []string{"resaons"}}.prints(t.Context()), "status 2")
}

func TestTwice(t *testing.T) {
	require.NoError(t, twice(nil))
	require.NoError(t, twice([]statement{{id: "A1"}, {id: "A2"}}))
	require.ErrorContains(t, twice([]statement{{id: "A1"}, {id: "A1"}}), "A1: there are two")
}
