// Package harbour_test collects the evidence of an invented site as its people would, and checks what tvslab makes of it.
package harbour_test

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios"
	"tvslab/sim/cucm"
	"tvslab/sim/lab/control"
)

var update = flag.Bool("update", false, "collect the evidence anew, import it, and rewrite the golden files")

// folder is where the evidence lies.
const folder = "evidence"

// maxEvidence bounds how large the evidence is, in bytes.
const maxEvidence = 600_000

// TestEvidence: the evidence is what the site's shells, lists and phones say.
func TestEvidence(t *testing.T) {
	found := collected(t, site(t))
	if *update {
		require.NoError(t, os.RemoveAll(folder))
		for name, text := range found {
			require.NoError(t, os.MkdirAll(filepath.Join(folder, filepath.Dir(name)), 0o755))
			require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644))
		}
	}
	total := 0
	require.NoError(t, fs.WalkDir(os.DirFS(folder), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err)
		require.Equal(t, found[name], string(data), "%s is stale: go test ./scenarios/sites/harbour -update", name)
		total += len(data)
		delete(found, name)
		return nil
	}))
	require.Empty(t, found, "evidence that is missing")
	require.Less(t, total, maxEvidence)
}

// site is the lab of the site as it is.
func site(t testing.TB) *scenarios.Runner {
	t.Helper()
	return prepared(t, loaded(t, "testdata/real.yaml"))
}

// collected is what people collect of it, by file.
func collected(t testing.TB, r *scenarios.Runner) map[string]string {
	t.Helper()
	shared := control.Share(r, control.NewLogs(), control.ResetsHeld)
	files := map[string]string{}
	for _, node := range shared.Nodes() {
		files["logs/"+node+".log"] = terminalLog(t, shared, r, node)
	}
	phones := phonesOf(r)
	for name, text := range lists(phones) {
		files[name] = text
	}
	for name, text := range pages(t, phones) {
		files["pages/"+name] = text
	}
	return files
}

// commands are those of docs/import.md.
func commands(r *scenarios.Runner, node string) []string {
	lines := []string{
		"set cli pagination off", "show version active", "show status", "show network cluster", "show network eth0", "utils service list",
		"show itl", "show ctl", "show cert list own", "show cert list trust",
	}
	for _, store := range cucm.IdentityStores {
		if r.Lab.Cluster().Identity(r.Lab.Cluster().Node(node), store) != nil {
			lines = append(lines, "show cert own "+string(store))
		}
	}
	return append(lines, "exit")
}

// loginOf is what the terminal of an administrator shows before the shell does.
const loginOf = `=~=~=~=~=~=~=~=~=~=~=~= PuTTY log 2026.03.10 14:%02d:07 =~=~=~=~=~=~=~=~=~=~=~=
login as: hbradmin
hbradmin@%s.harbour.example's password:
Command Line Interface is starting up, please wait ...

   Welcome to the Platform Command Line Interface

`

// terminalLog is what a terminal keeps of a session on a node's shell.
func terminalLog(t testing.TB, shared *control.Lab, r *scenarios.Runner, node string) string {
	t.Helper()
	session, err := shared.Session(node)
	require.NoError(t, err)
	var out bytes.Buffer
	fmt.Fprintf(&out, loginOf, 21+int(node[len(node)-1])%10, node)
	typed := strings.NewReader(strings.Join(commands(r, node), "\n") + "\n")
	require.NoError(t, session.Shell(t.Context(), typed, &out, control.Screen{}))
	return out.String()
}
