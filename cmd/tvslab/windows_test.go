package main_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// misspelt has CR LF, as Windows' editors write it.
const misspelt = "title: X\r\ncluster:\r\n  release: \"11.5\"\r\nsteps:\r\n  - pover-on: all\r\n"

// TestWindows is the binary for Windows, as its users run it: each row is a command, with what it says and its exit status.
func TestWindows(t *testing.T) {
	w := newWine(t)
	w.write(t, "bad.yaml", misspelt)
	list, err := filepath.Abs("../../testdata/vectors/tlv-cucm-layout")
	require.NoError(t, err)
	require.NoError(t, os.CopyFS(filepath.Join(w.work, "lists"), os.DirFS(list)))
	for _, row := range []struct {
		status int
		line   string
		texts  []string
	}{
		{0, `version --features`, []string{"Windows, amd64", "found: a port", "found: UDP port 69 of 127.0.0.1 is free"}},
		{0, `list`, []string{"tftp-both-changed-tvs-ok"}},
		{0, `show tftp-both-changed-tvs-ok`, []string{"regenerate"}},
		{0, `new made.yaml`, nil},
		{0, `check --keys keys made.yaml .\made.yaml`, []string{"valid"}},
		{2, `check bad.yaml`, []string{"bad.yaml:5:5: unknown verb \"pover-on\"", `did you mean "power-on"?`}},
		{2, `check folder\none`, []string{"none"}},
		{2, `run no-such-scenario`, []string{`unknown scenario "no-such-scenario"`}},
		{0, `run --keys keys --release 11.5 --log logs tftp-both-changed-tvs-ok`, []string{"1 of 1 held"}},
		{0, `run --keys keys --sockets --one-address --release 11.5 tftp-both-changed-tvs-ok`, []string{"1 of 1 held"}},
		{0, `plan --keys keys --release 11.5 tftp-both-changed-tvs-ok`, []string{"SAFE"}},
		{0, `explore --keys keys --release 11.5 --kinds off --deviations 1 tftp-both-changed-tvs-ok`, []string{"nothing found"}},
		{0, `inspect lists\ITLFile-8.6-sha1-rsa1024.tlv`, []string{"The ITL file was verified successfully."}},
		{2, `inspect lists\none.tlv`, []string{"none.tlv"}},
	} {
		t.Run(strings.Fields(row.line)[0], func(t *testing.T) { w.says(t, row.status, row.line, row.texts...) })
	}
	require.FileExists(t, filepath.Join(w.work, "logs/tftp-both-changed-tvs-ok/11.5-non-secure/cucm-pub-tvs.log"))
	t.Run("serve", func(t *testing.T) { served(t, w) })
}

// served is a lab in a folder that is kept, found by its control file, asked by commands and phones of other processes, and ended by Ctrl-C.
func served(t *testing.T, w *wine) {
	ctx, end := context.WithCancel(t.Context())
	defer end()
	lab := w.command(ctx, strings.Fields(
		`serve --keys keys --one-address --clock stopped --release 11.5 --steps 0 --dir lab -q -o json tftp-both-changed-tvs-ok`)...)
	errs := new(bytes.Buffer)
	lab.Stderr = errs
	document, err := os.Create(filepath.Join(w.work, "lab.json"))
	require.NoError(t, err)
	defer document.Close()
	lab.Stdout = document
	require.NoError(t, lab.Start())
	ready(t, document.Name(), errs)

	w.says(t, 0, `lab status`, "cucm-pub", "stopped")
	w.says(t, 0, `phones --lab lab.json --count 3 --state fleet.db`, "3 of 3 phones booted")
	w.says(t, 0, `phones --lab lab.json --count 3 --state fleet.db`, "3 of 3 phones booted")
	w.says(t, 0, `cli cucm-sub1 -c help`, "prints the ITL file of this node")
	w.says(t, 0, `lab power-on all`)
	w.says(t, 0, `lab history --dir lab`, "power-on")
	w.says(t, 3, `serve lab --one-address -q`, "another process")

	end() // Ctrl-C
	_ = lab.Wait()
	require.Equal(t, 0, lab.ProcessState.ExitCode(), "%s", errs)
	require.Contains(t, errs.String(), "ending the servers")
	require.NoFileExists(t, filepath.Join(w.work, "lab/control"))
	w.says(t, 0, `lab export lab kept.zip`)
	w.says(t, 0, `lab import kept.zip again`)
	w.says(t, 0, `lab ls .`, "again")
	w.says(t, 2, `lab status`, "no lab is running")
}

// ready waits for the document that serve prints when all its servers are there.
func ready(t *testing.T, name string, errs *bytes.Buffer) {
	tick := time.NewTicker(100 * time.Millisecond) // another process: there is nothing else to wait on
	defer tick.Stop()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); <-tick.C {
		if data, err := os.ReadFile(name); err == nil && strings.HasSuffix(string(data), "}\n") {
			return
		}
	}
	t.Fatalf("the lab does not come up: %s", errs)
}
