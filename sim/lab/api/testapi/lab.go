// Package testapi makes labs with a control API, for tests.
package testapi

import (
	"context"
	"net"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/sim/lab/api"
	"tvslab/sim/lab/control"
)

const scenario = `title: A lab
release: "11.5"
cluster:
  mode: non-secure
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  floor: {model: "8841", count: 3, tftp: [cucm-pub, cucm-sub1]}
  lobby: {model: "7940", tftp: [cucm-pub, cucm-sub1]}
steps: [expect: {lobby: {trust: none}}]
`

// Lab is a lab of two nodes in memory, with the keys in the folder.
func Lab(t testing.TB, folder string) *control.Lab { t.Helper(); return LabOf(t, folder, scenario) }

// LabOf is the lab of a scenario file's text, none of whose steps was played, in memory, with the keys in the folder.
func LabOf(t testing.TB, folder, scenario string) *control.Lab {
	t.Helper()
	keys, err := keypool.Open(folder, nil)
	require.NoError(t, err)
	s, err := scenarios.Load("lab.yaml", []byte(scenario))
	require.NoError(t, err)
	s, err = s.For(s.Cells()[0])
	require.NoError(t, err)
	logs, journal := control.NewLogs(), control.NewJournal()
	r, err := scenarios.Prepare(t.Context(), s, scenarios.Options{Keys: keys, Log: logs.Add, Observe: journal.Add})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Lab.Close()) })
	shared := control.Share(r, logs, control.ResetsHeld)
	shared.Journal = journal
	return shared
}

// OnSocket serves a lab on a control socket until the test ends.
func OnSocket(t testing.TB, lab *control.Lab) (path string) {
	path = filepath.Join(t.TempDir(), "c.sock")
	l, err := control.Listen(path)
	require.NoError(t, err)
	serve(t, lab, l, api.Guard{})
	return path
}

// OnTCP serves a lab at an address until the test ends.
func OnTCP(t testing.TB, lab *control.Lab, token string) (address string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	serve(t, lab, l, api.Guard{Token: token})
	return l.Addr().String()
}

func serve(t testing.TB, lab *control.Lab, l net.Listener, guard api.Guard) {
	server, err := api.New(lab)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, l, guard) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
	})
}
