package boots

import (
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/bench"
	"tvslab/phone"
	"tvslab/phone/fleet"
	"tvslab/phone/sockets"
	"tvslab/scenarios"
	"tvslab/scenarios/library"
	"tvslab/service"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
	"tvslab/tftpd"
)

// A short storm is over in seconds, with the race detector too. TVSLAB_STORM is the number of phones of a long one, which also
// TVSLAB_STORM_ROUNDS repeats: docs/benchmarks.md.
const shortStorm = 300

// mostRelayed bounds the phones behind relays, which take two sockets a transfer.
const mostRelayed = 2000

func fromEnvironment(t *testing.T, name string, otherwise int) int {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err, name)
	return n
}

// relayed is a finder that knows relays in place of TFTP servers.
type relayed struct {
	sockets.Finder
	relays map[string]string
}

// Find implements sockets.Finder.
func (r relayed) Find(c phone.Call) (address string, ok bool) {
	address, ok = r.Finder.Find(c)
	if c.Service == service.TFTP && ok {
		address = r.relays[address]
	}
	return address, ok
}

// behindRelays puts relays between the phones and their TFTP servers, and returns how many datagrams they have hurt so far.
func behindRelays(t *testing.T, s *Storm) (hurt func() int64) {
	var all []*relay
	relays := map[string]string{}
	for _, target := range s.Target.(*joined).list {
		f := target.(*Fleet)
		n := f.Network.(*sockets.Network)
		for _, server := range []string{"cucm-pub", "cucm-sub1"} {
			address, ok := n.Finder.Find(phone.Call{Phone: f.Phones.Name(0), Server: server, Own: true, Service: service.TFTP, Port: service.TFTP.Port()})
			require.True(t, ok)
			if relays[address] == "" {
				r, front := newRelay(t, address, storms)
				all, relays[address] = append(all, r), front
			}
		}
		n.Finder = relayed{n.Finder, relays}
	}
	return func() (n int64) {
		for _, r := range all {
			n += r.hurt.Load()
		}
		return n
	}
}

// TestNoWrongFiles: all phones of a lab without a CTL boot at once, more than the processors can serve, over a good network and
// over one that loses, doubles, shuffles and keeps back datagrams. Boots may fail; what comes is what was asked for, of either
// engine: no byte of a CTL, and none too many of an ITL.
func TestNoWrongFiles(t *testing.T) {
	keys, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	cells, err := library.Pick("tftp-both-changed-tvs-ok", library.Selection{})
	require.NoError(t, err)
	cell := cells[0]
	phones := fromEnvironment(t, "TVSLAB_STORM", shortStorm)
	for round := range fromEnvironment(t, "TVSLAB_STORM_ROUNDS", 1) {
		for _, engine := range []tftpd.Engine{tftpd.EngineLean, tftpd.EnginePin} {
			for name, bad := range map[string]bool{"good network": false, "bad network": true} {
				t.Run(string(engine)+", "+name, func(t *testing.T) {
					count := phones
					if bad {
						count = min(count, mostRelayed)
					}
					on := Scenario{Cell: cell, StoredAt: -1, Fleet: fleet.Config{HTTP: fleet.HTTPNever},
						Options: scenarios.Options{Keys: keys, Sockets: &lab.Sockets{TFTPEngine: engine}}}
					s, err := on.Storm(t.Context(), Ask{Phones: count, Workers: min(count, bench.DefaultWorkers)})
					require.NoError(t, err)
					t.Cleanup(func() { require.NoError(t, s.Close()) })
					hurt := func() int64 { return 0 }
					if bad {
						hurt = behindRelays(t, s)
					}
					r, err := bench.Run(t.Context(), s.Target, bench.Options{Workers: s.Workers})
					require.NoError(t, err)
					require.EqualValues(t, count, r.Boots.Ended)
					boot, ctl, itl := r.PhaseOf(bench.Boot), r.PhaseOf(bench.CTL), r.PhaseOf(bench.ITL)
					t.Logf("round %d: %.0f boots/s, p50 %s, %d failed %v, %d resent, %d hurt, %d wrong", round, r.Rate(), boot.Histogram.Quantile(0.5),
						r.Boots.Failed, boot.Outcomes, ctl.Resent+itl.Resent+r.PhaseOf(bench.Configuration).Resent, hurt(), r.WrongFiles())
					require.Zero(t, r.WrongFiles(), r.Wrong)
					require.Zero(t, ctl.Bytes)
					require.Positive(t, itl.Bytes)
					require.Equal(t, bad, hurt() > 0)
				})
			}
		}
	}
}
