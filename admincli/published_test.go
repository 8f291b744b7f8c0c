package admincli_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/keypool"
	"tvslab/sim/pki"
)

// masks take from a screen what no two clusters have in common: keys, serial numbers, hashes, dates.
var masks = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`\b(([0-9A-F]{2}:)+[0-9A-F]{2}|([0-9A-F]{2} ){19}[0-9A-F]{2})\b`), "HEX"},
	{regexp.MustCompile(`^[0-9a-f]+\((MD5|SHA1)\)`), "HEX($1)"},
	{regexp.MustCompile(`modified on .*`), "modified on DATE"},
	{regexp.MustCompile(`CAPF-[0-9a-f]{8}`), "CAPF-HEX"},
}

var (
	signatureLine = regexp.MustCompile(`^([0-9a-f]{1,2} ?){8}$`)
	listRow       = regexp.MustCompile(`^(\d+ (?:HASH ALGORITHM|[A-Z]+))( .*)?$`)
	lengthLine    = regexp.MustCompile(`^(Length of \w+ file|HeaderLength): \d+`)
)

// masked is a `show itl` or `show ctl` as web editions of documents print it, blanks collapsed, without what masks take.
// structure also takes the lengths and names.
func masked(screen string, structure bool) string {
	var b strings.Builder
	for line := range strings.Lines(screen) {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" || signatureLine.MatchString(line) {
			continue
		}
		for _, m := range masks {
			line = m.pattern.ReplaceAllString(line, m.with)
		}
		if structure {
			line = lengthLine.ReplaceAllString(line, "$1: N")
			if m := listRow.FindStringSubmatch(line); m != nil && !strings.HasSuffix(m[1], "FUNCTION") && !strings.HasSuffix(m[1], "ALGORITHM") {
				line = m[1]
			}
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// TestPublishedLists compares screens with the published ones (tech notes 116232, 118892, 118893): the tokenless CTL with every name and length, the others in their rows.
func TestPublishedLists(t *testing.T) {
	both := []string{"cucm-1051-a-pub", "cucm-1051-a-sub1"}
	for _, row := range []struct {
		file, release string
		mode          sim.Mode
		nodes         []string
		change        sim.Op
		line          string
		exact         bool
	}{
		{"published-ctl-10.5.1", "10.5(1)", sim.NonSecure, both, sim.SetMixedMode, "show ctl", true},
		{"published-ctl-non-secure", "10.0", sim.MixedToken, both, leaveMixed("SAST-ADN0054f509"), // the file printed is signed by a token
			"show ctl", false},
		{"published-itl-8", "8.6", sim.NonSecure, []string{"CUCM8-Publisher"}, nil, "show itl", false},
	} {
		t.Run(row.file, func(t *testing.T) {
			c := publishedCluster(t, row.release, row.mode, row.nodes)
			if row.change != nil {
				_, err := c.Do(row.change)
				require.NoError(t, err)
			}
			want, err := os.ReadFile(filepath.Join("testdata", row.file+".txt"))
			require.NoError(t, err)
			got := masked(typed(t, c, row.nodes[0], row.line), !row.exact)
			if row.exact {
				require.Equal(t, string(want), got)
			}
			require.Equal(t, records(string(want)), records(got))
		})
	}
}

// records are the parts of a screen, records sorted: where the second token stands differs between the published files.
func records(screen string) []string {
	parts := regexp.MustCompile(`.TL Record #:\d+\n`).Split(screen, -1)
	last := len(parts) - 1
	body, end, _ := strings.Cut(parts[last], "The ")
	parts[last] = body
	slices.Sort(parts[1:])
	return append(parts, end)
}

// publishedCluster has the names of tech note 118893.
func publishedCluster(t *testing.T, release string, mode sim.Mode, names []string) *sim.Cluster {
	t.Helper()
	pool, err := keypool.Open("../testdata/keys", nil)
	require.NoError(t, err)
	r, err := cucm.ParseRelease(release)
	require.NoError(t, err)
	cfg := sim.Config{
		Release: r, Mode: mode, Settings: cucm.SettingRows().Defaults(), Keys: pool, Start: time.Date(2015, 3, 6, 19, 0, 0, 0, time.UTC),
		Org: pki.Organization{Unit: "TAC", Name: "Cisco", Locality: "Krakow", State: "Malopolska", Country: "PL"},
	}
	if mode == sim.MixedToken {
		cfg.Tokens = []string{"SAST-ADN0054f509", "SAST-ADN008580ef"}
	}
	for i, name := range names {
		roles := []sim.Role{sim.Publisher, sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS, sim.RoleCAPF}
		if i > 0 {
			roles = []sim.Role{sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS}
		}
		cfg.Nodes = append(cfg.Nodes, sim.NodeSpec{Name: name, Roles: roles, Address: netip.AddrFrom4([4]byte{10, 48, 47, byte(153 + i)})})
	}
	c, err := sim.New(t.Context(), cfg)
	require.NoError(t, err)
	return c
}

func leaveMixed(signer string) sim.Op {
	return func(c *sim.Cluster) error {
		_, err := sim.CTLSession{Action: sim.CTLSetNonSecure, Signer: signer}.Run(c)
		return err
	}
}
