package lab_test

import (
	"context"
	"crypto/rsa"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/lab"
	"tvslab/sim/pki"
)

// TestCheck: whatever New refuses of a configuration, Check refuses in the same words, without keys.
func TestCheck(t *testing.T) {
	text := func(set func(*lab.Config, string)) []func(*lab.Config) {
		var edits []func(*lab.Config)
		for _, value := range []string{"\x1b", "\xff", "\x00", "a\nb", "a/b", "\u009b\u202e", strings.Repeat("x", 300), strings.Repeat("x", 70_000), "*", " "} {
			edits = append(edits, func(c *lab.Config) { set(c, value) })
		}
		return edits
	}
	for name, edits := range map[string][]func(*lab.Config){
		"node":         text(func(c *lab.Config, s string) { c.Cluster.Nodes[1].Name = s }),
		"domain":       text(func(c *lab.Config, s string) { c.Cluster.Domain = s }),
		"organization": text(func(c *lab.Config, s string) { c.Cluster.Org.Name = s }),
		"unit":         text(func(c *lab.Config, s string) { c.Cluster.Org.Unit = s }),
		"locality":     text(func(c *lab.Config, s string) { c.Cluster.Org.Locality = s }),
		"state":        text(func(c *lab.Config, s string) { c.Cluster.Org.State = s }),
		"country":      text(func(c *lab.Config, s string) { c.Cluster.Org.Country = s }),
		"token":        text(func(c *lab.Config, s string) { c.Cluster.Mode, c.Cluster.Tokens = sim.MixedToken, []string{s} }),
		"cluster":      text(func(c *lab.Config, s string) { c.Others = []lab.ClusterConfig{{Name: s, Config: c.Cluster}} }),
		"model":        text(func(c *lab.Config, s string) { c.Groups[0].Model = s }),
		"group":        text(func(c *lab.Config, s string) { c.Groups[0].Name = s }),
		"several": {
			func(c *lab.Config) { c.Cluster.Nodes = nil },
			func(c *lab.Config) { c.Cluster.Mode = "secure" },
			func(c *lab.Config) { c.Cluster.Nodes[1].Roles = []sim.Role{sim.RoleCAPF} },
			func(c *lab.Config) { c.Groups[0].Nodes = []string{"a", "b", "c", "d"} },
			func(c *lab.Config) { c.Groups[0].Nodes = []string{"nobody"} },
			func(c *lab.Config) { c.Groups[0].Count = 0 },
			func(c *lab.Config) { c.Groups = make([]lab.Group, 300) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			refused := 0
			for i, edit := range edits {
				cfg := config(t, "11.5", 3)
				edit(&cfg)
				l, err := lab.New(t.Context(), cfg)
				if err == nil {
					require.NoError(t, l.Close())
				} else {
					refused++
				}
				cfg.Cluster.Keys = nil
				if said := cfg.Check(); err != nil || said != nil {
					require.EqualError(t, said, fmt.Sprint(err), i)
				}
			}
			require.True(t, refused > 0 || name == "group", "nothing is refused")
		})
	}
}

// ending is keys whose third ends a context.
type ending struct {
	pki.KeySource
	end   func()
	taken int
}

func (e *ending) RSA(bits int, n uint64) (*rsa.PrivateKey, error) {
	if e.taken++; e.taken == 3 {
		e.end()
	}
	return e.KeySource.RSA(bits, n)
}

// TestNewEnds: the end of the context ends the building.
func TestNewEnds(t *testing.T) {
	cfg := config(t, "11.5", 3)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	keys := &ending{KeySource: cfg.Cluster.Keys, end: cancel}
	cfg.Cluster.Keys = keys
	_, err := lab.New(ctx, cfg)
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, keys.taken, 10, "of several dozen")
}
