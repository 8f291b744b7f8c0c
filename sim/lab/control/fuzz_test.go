package control

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone/sockets"
)

// FuzzReadDocument: a file is refused or its servers can be looked up, and what was read can be written and read again.
func FuzzReadDocument(f *testing.F) {
	f.Add([]byte(`{"schema":1,"nodes":[{"name":"cucm-pub","address":"127.0.0.1","tftp":69,"http":6970,"certificates":{"TVS":"a"}}],"phones":[{"group":"g","count":1}]}`))
	f.Add([]byte(`{"nodes":[{"name":"a","tvs":-1},{"name":"a","sip":99999}]}`))
	f.Add([]byte(`{"nodes":[null]}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		name := filepath.Join(t.TempDir(), "lab.json")
		require.NoError(t, os.WriteFile(name, data, 0o600))
		d, err := ReadDocument(name)
		if err != nil {
			return
		}
		d.AddTo(&sockets.Servers{Hosts: map[string]string{}, Ports: map[sockets.Place]int{}})
		require.LessOrEqual(t, len(d.TFTP()), len(d.Nodes))
		written, err := json.Marshal(d)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(name, written, 0o600))
		again, err := ReadDocument(name)
		require.NoError(t, err)
		require.Equal(t, len(d.Nodes), len(again.Nodes))
		rewritten, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(written), string(rewritten))
	})
}
