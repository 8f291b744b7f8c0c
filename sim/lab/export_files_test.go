package lab_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/service"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
)

// What is exported is what the servers give, byte for byte, and all of it; it can be exported again after a change.
func TestExport(t *testing.T) {
	l := newLab(t, "11.5", 3, true)
	dir := t.TempDir()
	last, total := 0, 0
	export := func() int {
		written, err := l.Export(t.Context(), dir, func(done, all int) { last, total = done, all })
		require.NoError(t, err)
		require.Equal(t, total, last)
		return written
	}
	written := export()
	same := func() {
		for _, host := range l.Addresses() {
			for name := range l.ClusterOf(host.Node).FileNames() {
				exported, err := os.ReadFile(filepath.Join(dir, l.ClusterOf(host.Node).Node(host.Node).Name, name))
				if os.IsNotExist(err) {
					require.Contains(t, name, "CTL", "a cluster without mixed mode has no CTL")
					continue
				}
				require.NoError(t, err)
				require.Equal(t, fetchConfig(t, host.IP.String(), host.Ports[service.HTTP], name), exported, name)
			}
		}
	}
	same()
	regenerate(t, l, cucm.CallManager)
	restart(t, l, sim.ServiceTFTP)
	require.Equal(t, written, export())
	same()
	desk := l.Group(l.Groups()[0].Name, 0, 0)
	require.NoError(t, l.InstallLSC(t.Context(), desk))
	do(t, l, sim.SetEncryptedConfig(desk, true))
	require.Equal(t, written+len(l.Cluster().Nodes)*desk.Len(), export(), "the encrypted ones too")
	same()
	_, err := newLab(t, "11.5", 1, false).Export(t.Context(), dir, nil)
	require.ErrorContains(t, err, "a lab in memory has no TFTP servers")
}

// The first file that cannot be written ends the export, with one error.
func TestExportWithoutRoom(t *testing.T) {
	taken := filepath.Join(t.TempDir(), "a file")
	require.NoError(t, os.WriteFile(taken, nil, 0o644))
	_, err := newLab(t, "11.5", 3, true).Export(t.Context(), taken, nil)
	var path *os.PathError
	require.ErrorAs(t, err, &path)
	require.NotContains(t, err.Error(), "\n")

	ended, end := context.WithCancel(t.Context())
	end()
	_, err = newLab(t, "11.5", 3, true).Export(ended, t.TempDir(), nil)
	require.ErrorIs(t, err, context.Canceled)
}

// Where other machines reach the lab, files that are nobody's are kept back unless somebody says otherwise.
func TestStrangers(t *testing.T) {
	base := addressOfThisMachine(t)
	for name, row := range map[string]struct {
		strangers bool
		status    int
	}{"kept back": {false, 404}, "told otherwise": {true, 200}} {
		t.Run(name, func(t *testing.T) {
			cfg := config(t, "11.5", 1)
			cfg.Cluster.Nodes, cfg.Sockets = cfg.Cluster.Nodes[:1], &lab.Sockets{Base: base, TFTPPort: 6969, Strangers: row.strangers}
			for i := range cfg.Groups {
				cfg.Groups[i].TFTP, cfg.Groups[i].Nodes = cfg.Groups[i].TFTP[:1], cfg.Groups[i].Nodes[:1]
			}
			l := open(t, cfg, true)
			host := l.Addresses()[0]
			status := func(file string) int {
				answer, err := http.Get(fmt.Sprintf("http://%s:%d/%s", host.IP, host.Ports[service.HTTP], file))
				require.NoError(t, err)
				require.NoError(t, answer.Body.Close())
				return answer.StatusCode
			}
			for _, file := range []string{"ITLFile.tlv", "XMLDefault.cnf.xml", "XMLDefault.cnf.xml.sgn"} {
				require.Equal(t, row.status, status(file), file)
			}
			require.Equal(t, 200, status("ITL"+at(l, 0).Name()+".tlv"))
		})
	}
}

// addressOfThisMachine is one that other machines might reach.
func addressOfThisMachine(t *testing.T) netip.Addr {
	all, err := net.InterfaceAddrs()
	require.NoError(t, err)
	for _, a := range all {
		if ip, ok := netip.AddrFromSlice(a.(*net.IPNet).IP.To4()); ok && ip.IsGlobalUnicast() {
			return ip
		}
	}
	t.Skip("this machine has loopback addresses alone")
	return netip.Addr{}
}
