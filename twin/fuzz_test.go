package twin_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"tvslab/twin"
)

// FuzzOf: whatever the evidence says, what is written of it is one YAML document with a cluster and steps, under a key too.
func FuzzOf(f *testing.F) {
	files, err := filepath.Glob("shown/testdata/*.txt")
	require.NoError(f, err)
	for _, name := range files {
		data, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add("cucm-pub/"+filepath.Base(name), data)
		f.Add("x", data[:len(data)/2])
	}
	f.Add("phones.csv", []byte("Device Name,Device Type,TFTP 1,ITL\nSEP001122334455,Cisco 8841,pub,00\nCSFX,,,\n"))
	f.Add("x", []byte("1.2.3.4 pub.a pub Publisher callmanager DBPub authenticated\n[\nVersion: V3\nSubject Name: CN=pub, O=\"a\x7f\u0085\u2028: #\nIssuer Name: CN=x\n]\n"))
	const cluster = "admin:show network cluster\n192.0.2.1 pub.example.com pub Publisher callmanager DBPub authenticated\n"
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		for _, key := range [][]byte{nil, []byte("sixteen bytes key")} {
			e := &twin.Evidence{}
			e.Add("a.txt", []byte(cluster))
			e.Add(name, data)
			found, err := twin.Of(e, key)
			require.NoError(t, err)
			text := found.YAML("twin")
			var document struct {
				Cluster struct{ Nodes map[string]any }
				Steps   []any
			}
			require.NoError(t, yaml.Unmarshal(text, &document), "%s", text)
			require.NotEmpty(t, document.Cluster.Nodes)
			require.NotEmpty(t, document.Steps)
			for _, n := range found.Notes {
				require.NotEmpty(t, n.Why)
			}
		}
	})
}
