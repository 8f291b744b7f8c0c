package roster_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/twin/roster"
)

var update = flag.Bool("update", false, "write the golden files")

// TestFolders reads the files of each folder of testdata by name and compares all that was found with its golden file.
func TestFolders(t *testing.T) {
	entries, err := os.ReadDir("testdata")
	require.NoError(t, err)
	for _, entry := range entries {
		if !entry.IsDir() || entry.Name() == "fuzz" {
			continue
		}
		folder := filepath.Join("testdata", entry.Name())
		t.Run(entry.Name(), func(t *testing.T) {
			r := reader()
			for _, path := range files(t, folder) {
				read(t, r, path)
			}
			got := written(r.Roster())
			require.Equal(t, got, written(r.Roster()), "a roster is as it was when it is made again")
			golden := folder + ".golden"
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		})
	}
}

func reader() *roster.Reader {
	r := roster.NewReader()
	r.Alias("cucm-sub1", "10.6.0.12", "cucm-sub1.ludlow.example")
	r.Alias("cucm-sub2", "10.6.0.13", "cucm-sub2.ludlow.example")
	r.Alias("cucm-tftp1", "10.6.0.14")
	r.Alias("cucm-tftp2", "10.6.0.15")
	return r
}

func files(t testing.TB, folder string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(folder, "*"))
	require.NoError(t, err)
	require.NotEmpty(t, found)
	slices.Sort(found)
	return found
}

func read(t testing.TB, r *roster.Reader, path string) {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	require.NoError(t, r.Read(filepath.Base(path), f))
}

// written is all of a roster as text.
func written(found *roster.Roster) string {
	var b strings.Builder
	for _, l := range found.Lists {
		fmt.Fprintf(&b, "list %s: %s, %d used, by %s\n", l.At, l.Kind, l.Rows, strings.Join(l.Columns, ", "))
	}
	for _, p := range found.Pools {
		fmt.Fprintf(&b, "%s %s: group %s, site %s, TFTP %v, nodes %v\n", p.Kind, p.Name, p.Group.Value, p.Site.Value, roster.Values(p.TFTP), roster.Values(p.CallManagers))
	}
	for _, g := range found.Groups {
		fmt.Fprintf(&b, "CallManager group %s: %v\n", g.Name, roster.Values(g.Nodes))
	}
	for _, p := range found.Phones {
		writePhone(&b, p)
	}
	for _, g := range roster.Grouped(found.Phones) {
		fmt.Fprintf(&b, "group %s: %s\n", g.Name, strings.Join(g.Phones, " "))
	}
	for _, c := range found.Conflicts {
		fmt.Fprintln(&b, "conflict", c)
	}
	for _, p := range found.Problems {
		fmt.Fprintln(&b, "problem", p)
	}
	return b.String()
}

func writePhone(b *strings.Builder, p roster.Phone) {
	fmt.Fprintf(b, "phone %s (%s)\n", p.Name, p.At)
	say := func(name string, facts ...roster.Fact) {
		for _, f := range facts {
			if f.Known() {
				fmt.Fprintf(b, "\t%s: %s (%s)\n", name, f.Value, f.At)
			}
		}
	}
	say("description", p.Description)
	say("site", p.Site)
	say("address", p.Address)
	say("model", p.Model)
	say("other model", p.OtherModel)
	say("protocol", p.Protocol)
	say("load", p.Load)
	say("pool", p.Pool)
	say("group", p.Group)
	say("profile", p.Profile)
	say("mode", p.Mode)
	say("encrypted config", p.EncryptedConfig)
	say("status", p.Status)
	say("node", p.Node)
	say("seen", p.Seen)
	say("CTL", p.CTL)
	say("ITL", p.ITL)
	say("LSC", p.LSC)
	say("TFTP", p.TFTP...)
	say("CallManager", p.CallManagers...)
	say("TVS", p.TVS...)
	say("message", p.Messages...)
}
