package control

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/capf"
	"tvslab/phone"
	"tvslab/sim"
	"tvslab/sim/lab/control/testsoak"
	"tvslab/sim/pki"
)

// TestMemoryIsFlat: a lab with phones that are reset by every new list keeps what somebody holds, and nothing of the
// lists, configurations and certificates before. What has a bound of its own is left out, because it is full late: logs, and what
// the pool of keys keeps; backups are full after 14 rounds. Some hundred bytes a command stay: CAPF certificates, whose names
// are new each time, are never replaced in -trust stores.
func TestMemoryIsFlat(t *testing.T) {
	for _, on := range []struct {
		name         string
		sockets      bool
		commands     []testsoak.Command
		warm, rounds int
		most         int // bytes a command; without forgetting 7.5 and 28 kB
	}{
		{"memory", false, append(testsoak.Round(), testsoak.Backup), 14, 8, 2 << 10},
		{"sockets", true, testsoak.Round(), 1, 4, 6 << 10},
	} {
		t.Run(on.name, func(t *testing.T) {
			s := newSoak(t, on.sockets)
			s.rounds(on.warm, on.commands)
			before := heap()
			s.rounds(on.rounds, on.commands)
			grown, commands := heap()-before, on.rounds*len(on.commands)
			t.Logf("%d bytes live after %d rounds, %d more after %d commands", before, on.warm, grown, commands)
			require.Less(t, grown/commands, on.most)
			runtime.KeepAlive(s)
		})
	}
}

// heap returns the bytes of what is reachable, after cleanups have run.
func heap() int {
	for range 3 { // cleanups run after a collection, what they let go of goes with the next
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// soak is a lab on which somebody types.
type soak struct {
	*testing.T
	shared *Lab
}

func newSoak(t *testing.T, onSockets bool) soak {
	shared := openLab(t, onSockets, func(p *plan) {
		p.mode, p.floor, p.Log = string(sim.MixedTokenless), 20, nil
		p.Keys = struct{ pki.KeySource }{p.Keys}
	})
	secure := shared.lab.Group("floor", 1, 1)
	require.NoError(t, shared.lab.Do(sim.SetSecurityProfile(secure, "encrypted", "by-null-string")))
	require.NoError(t, shared.lab.Do(sim.SetCertificateOperation(secure, string(capf.Install))))
	require.NoError(t, shared.lab.PowerOn(t.Context(), shared.lab.Phones()))
	return soak{t, shared}
}

// rounds types the commands so many times; all phones boot after each.
func (s soak) rounds(n int, commands []testsoak.Command) {
	s.Helper()
	for range n {
		for _, c := range commands {
			session, err := s.shared.Session(c.Node)
			require.NoError(s, err)
			results, err := session.Type(s.Context(), []string{c.Line}, testsoak.Answers)
			require.NoError(s, err)
			require.Empty(s, results[0].Refused, c.Line)
		}
		require.NoError(s, s.shared.lab.Reset(s.Context(), phone.Reset, s.shared.lab.Phones()))
	}
}
