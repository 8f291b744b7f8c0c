package cli

import (
	"bytes"
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/accept"
	"tvslab/bench"
	"tvslab/feature"
	"tvslab/outcome"
	"tvslab/sim/lab/control"
	"tvslab/tftpd"
)

// behaves are the features of some systems, as this one shows them.
var behaves = map[feature.Feature]func(t *testing.T) bool{
	feature.Addresses:     func(*testing.T) bool { return listenable("tcp4", "127.77.0.253:0") == nil },
	feature.ControlSocket: func(*testing.T) bool { return control.Ways()[0] == control.BySocket },
	feature.Modes: func(t *testing.T) bool {
		name := filepath.Join(t.TempDir(), "x")
		require.NoError(t, os.WriteFile(name, nil, 0o600))
		info, err := os.Stat(name)
		require.NoError(t, err)
		return info.Mode().Perm() == 0o600
	},
	feature.Descriptors: func(*testing.T) bool { return accept.Descriptors() > 0 },
	feature.Limits:      func(*testing.T) bool { l := bench.ReadLimits(); return l.Ports > 0 && l.AvailableMemory > 0 },
	feature.Usage: func(*testing.T) bool {
		_, err := bench.FindProcesses([]int{os.Getpid()})
		return err == nil
	},
	feature.Refusals: func(t *testing.T) bool {
		l, err := net.ListenPacket("udp4", "127.0.0.1:0")
		require.NoError(t, err)
		require.NoError(t, l.Close())
		_, err = new(tftpd.Client).TFTP(t.Context(), l.LocalAddr().(*net.UDPAddr).AddrPort().String(), "x")
		require.Error(t, err)
		return errors.Is(err, outcome.Unreachable)
	},
}

// TestFeatures: this system has what the table says of it.
func TestFeatures(t *testing.T) {
	for f, here := range behaves {
		t.Run(f.String(), func(t *testing.T) { require.Equal(t, f.Here(), here(t)) })
	}
}

// TestFeaturesDocument: rows say why, and what instead, where a feature is not here only; texts have all rows.
func TestFeaturesDocument(t *testing.T) {
	d := features()
	require.Equal(t, runtime.GOOS, d.System)
	require.Len(t, d.Features, len(feature.All()))
	var text bytes.Buffer
	require.NoError(t, writeFeatures(&text, d))
	for _, f := range d.Features {
		require.Equal(t, f.Here, f.Why == "", f.Name)
		require.Contains(t, text.String(), f.Name)
	}
	require.NotContains(t, text.String(), "`")
}
