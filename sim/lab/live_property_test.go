package lab_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/phone"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
)

// things are what happens in a random history, to a lab that lives and to one that does not.
var things = []func(r *rand.Rand) (string, func(*testing.T, *lab.Lab)){
	func(r *rand.Rand) (string, func(*testing.T, *lab.Lab)) {
		store, node := some(r, cucm.CallManager, cucm.TVS, cucm.CAPF), some(r, "cucm-pub", "cucm-sub1", "all")
		return fmt.Sprint("regenerate ", store, node), func(t *testing.T, l *lab.Lab) { _ = l.Do(sim.Regenerate(store, node)) }
	},
	func(r *rand.Rand) (string, func(*testing.T, *lab.Lab)) {
		service, node := some(r, sim.ServiceTFTP, sim.ServiceTVS, sim.ServiceCCM), some(r, "cucm-pub", "cucm-sub1", "all")
		return fmt.Sprint("restart ", service, node), func(t *testing.T, l *lab.Lab) { _ = l.Do(sim.Restart(service, node)) }
	},
	func(r *rand.Rand) (string, func(*testing.T, *lab.Lab)) {
		node, stop := some(r, "cucm-pub", "cucm-sub1"), r.IntN(2) == 0
		return fmt.Sprint("call manager ", node, stop), func(t *testing.T, l *lab.Lab) {
			if stop {
				_ = l.Do(sim.Stop(sim.ServiceCCM, node))
				return
			}
			_ = l.Do(sim.Start(sim.ServiceCCM, node))
		}
	},
	func(r *rand.Rand) (string, func(*testing.T, *lab.Lab)) {
		node, down := some(r, "cucm-pub", "cucm-sub1"), r.IntN(3) == 0
		return fmt.Sprint("down ", node, down), func(t *testing.T, l *lab.Lab) { _ = l.Do(sim.SetDown(node, down)) }
	},
	func(r *rand.Rand) (string, func(*testing.T, *lab.Lab)) {
		f := lab.Fault{Nodes: []string{some(r, "cucm-pub", "cucm-sub1")}, Port: some(r, 0, 2445, 5060, 2000)}
		return fmt.Sprint("block or unblock ", f.Nodes, f.Port), func(t *testing.T, l *lab.Lab) {
			if l.Unblock(f) != nil {
				require.NoError(t, l.Block(f))
			}
		}
	},
	func(r *rand.Rand) (string, func(*testing.T, *lab.Lab)) {
		first, on := r.IntN(4)+1, r.IntN(2) == 0
		return fmt.Sprint("power ", first, on), func(t *testing.T, l *lab.Lab) {
			set := l.Group("desk", first, 4)
			if on {
				require.NoError(t, l.PowerOn(t.Context(), set))
				return
			}
			l.PowerOff(set)
		}
	},
	func(r *rand.Rand) (string, func(*testing.T, *lab.Lab)) {
		cause, first := some(r, phone.Reset, phone.Restart, phone.ApplyConfig), r.IntN(4)+1
		return fmt.Sprint(cause, first), func(t *testing.T, l *lab.Lab) {
			require.NoError(t, l.Reset(t.Context(), cause, l.Group("desk", first, 4)))
		}
	},
}

func some[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// stands are the verdicts of all phones, and what they hold.
func stands(t *testing.T, l *lab.Lab) (all []string) {
	t.Helper()
	for p := range l.Each(l.Phones()) {
		v := l.Judge(t.Context(), p)
		all = append(all, fmt.Sprint(p.Name(), p.On(), v.Lists, v.Decision.Code, v.Config, v.LSC))
	}
	return all
}

// TestLiveAsPlayed: phones that live come to the verdicts that the same steps of a scenario lead to, whatever they did by themselves
// meanwhile; and when all is mended and everybody has reset, they are registered where those are. TVSLAB_SEQUENCES says how many histories.
func TestLiveAsPlayed(t *testing.T) {
	histories := 8
	if n, err := strconv.Atoi(os.Getenv("TVSLAB_SEQUENCES")); err == nil {
		histories = n
	}
	for seed := range histories {
		r := rand.New(rand.NewPCG(uint64(seed), 13))
		cfg := config(t, some(r, "11.5", "12.5", "14"), 4)
		cfg.Cluster.Mode = some(r, sim.NonSecure, sim.MixedTokenless)
		lived, played := open(t, cfg, false), open(t, cfg, false)
		for _, l := range []*lab.Lab{lived, played} {
			require.NoError(t, l.PowerOn(t.Context(), l.Phones()))
		}
		lived.Live(10_000)
		told := ""
		for range 12 {
			name, do := some(r, things...)(r)
			told += "\n" + name
			do(t, lived)
			lived.Spread()
			pass(t, lived, time.Hour)
			do(t, played)
			require.NoError(t, played.Settle(t.Context()))
			played.Advance(time.Hour)
			require.Equal(t, stands(t, played), stands(t, lived), "seed %d%s", seed, told)
		}
		for _, l := range []*lab.Lab{lived, played} {
			for _, f := range l.Faults() {
				require.NoError(t, l.Unblock(f))
			}
			for _, node := range []string{"cucm-pub", "cucm-sub1"} {
				require.NoError(t, l.Do(sim.SetDown(node, false)))
				_ = l.Do(sim.Start(sim.ServiceCCM, node))
			}
			require.NoError(t, l.PowerOn(t.Context(), l.Phones()))
		}
		pass(t, lived, time.Hour)
		played.Advance(time.Hour)
		for _, l := range []*lab.Lab{lived, played} {
			require.NoError(t, l.Reset(t.Context(), phone.Reset, l.Phones()))
		}
		for i := range 5 {
			require.Equal(t, at(played, i).Report().Registered, at(lived, i).Report().Registered, "seed %d%s", seed, told)
		}
	}
}
