package scenarios_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/event"
	"tvslab/phone"
	"tvslab/phone/trust"
	"tvslab/scenarios"
	"tvslab/scenarios/library"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
	"tvslab/testrace"
	"tvslab/tftpd"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// cells returns every cell of the library whose names are all known; under the race detector a part of them, of every
// release.
func cells(t testing.TB) []*scenarios.Scenario {
	t.Helper()
	library, err := library.Find("*")
	require.NoError(t, err)
	var all []*scenarios.Scenario
	const part = 40
	for i, s := range library {
		for j, c := range s.Cells() {
			if testrace.On && (i+j)%part != 0 {
				continue
			}
			one, err := s.For(c)
			require.NoError(t, err)
			all = append(all, one)
		}
	}
	return all
}

// testKeys is the one pool of these tests, so that clusters that begin alike are signed once.
func testKeys(t testing.TB) *keypool.Pool {
	t.Helper()
	pool, err := testPool()
	require.NoError(t, err)
	return pool
}

var testPool = sync.OnceValues(func() (*keypool.Pool, error) { return keypool.Open("../testdata/keys", nil) })

// story is all that a scenario did: every event, in order, without the loopback addresses it ran on.
func story(t testing.TB, s *scenarios.Scenario, o scenarios.Options) (*scenarios.Result, []string) {
	t.Helper()
	var lines []string
	o.Keys = testKeys(t)
	o.Observe = func(e event.Event) {
		lines = append(lines, fmt.Sprint(e.Time, " ", e.Cluster, " ", e.Where(), " ", e.Sequence, " ", e.What.Kind(), " ", e.What))
		switch what := e.What.(type) {
		case phone.Decided:
			lines = append(lines, trust.Explain(what.Decision)...)
		case scenarios.GroupFound:
			lines = append(lines, what.Why...)
		}
	}
	result, err := scenarios.Run(t.Context(), s, o)
	require.NoError(t, err)
	result.Seconds, result.Network = 0, ""
	return result, lines
}

// TestLibrary plays the whole library in memory: every expectation of every cell holds.
func TestLibrary(t *testing.T) {
	for _, s := range cells(t) {
		t.Run(s.Name+"/"+s.Cell.String(), func(t *testing.T) {
			t.Parallel()
			result, _ := story(t, s, scenarios.Options{})
			require.Empty(t, result.Failures)
			require.Positive(t, result.Checks)
		})
	}
}

// TestNetworksAgree plays the whole library once in memory and once over real sockets: verdicts, reasons and each
// phone's events must be the same. The engines of TFTP take turns from cell to cell, so that each serves nearly every
// scenario, on other releases.
func TestNetworksAgree(t *testing.T) {
	engines := tftpd.Engines()
	for i, s := range cells(t) {
		t.Run(s.Name+"/"+s.Cell.String(), func(t *testing.T) {
			t.Parallel()
			memory, inMemory := story(t, s, scenarios.Options{})
			sockets, onSockets := story(t, s, scenarios.Options{Sockets: &lab.Sockets{TFTPEngine: engines[i%len(engines)]}})
			require.Equal(t, memory, sockets)
			require.Equal(t, inMemory, onSockets)
		})
	}
}

// TestSeedDecides plays a scenario twice with one seed and once with another: the first two are the same to the
// last event, the third has other certificates.
func TestSeedDecides(t *testing.T) {
	found, err := library.Find("tftp-both-changed-tvs-ok")
	require.NoError(t, err)
	s, err := found[0].For(found[0].Cells()[0])
	require.NoError(t, err)
	one, two := uint64(7), uint64(8)
	result, first := story(t, s, scenarios.Options{Seed: &one})
	_, again := story(t, s, scenarios.Options{Seed: &one})
	_, other := story(t, s, scenarios.Options{Seed: &two})
	require.Equal(t, uint64(7), result.Seed)
	require.Equal(t, first, again)
	require.NotEqual(t, first, other)
}
