package lab_test

import (
	"context"
	"net"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/service"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/tftpd"
)

// TestSignAhead: every TFTP server has every device's file before anybody asks, gives the same bytes that it would have
// signed on request, and keeps one file per name however often it changes.
func TestSignAhead(t *testing.T) {
	l := newLab(t, "11.5", 4, true)
	name := at(l, 0).Name() + ".cnf.xml.sgn"
	onRequest := fetchConfig(t, l.Addresses()[0].IP.String(), l.Addresses()[0].Ports[service.HTTP], name)
	require.Equal(t, 1, signed(t, l))

	last, total := 0, 0
	require.NoError(t, l.SignAhead(t.Context(), func(done, all int) { last, total = done, all }))
	require.Equal(t, 10, total, "5 devices, 2 servers")
	require.Equal(t, total, last)
	require.Equal(t, 10, signed(t, l))
	require.Equal(t, onRequest, fetchConfig(t, l.Addresses()[0].IP.String(), l.Addresses()[0].Ports[service.HTTP], name))

	regenerate(t, l, cucm.CallManager)
	restart(t, l, sim.ServiceTFTP)
	require.NotEqual(t, onRequest, fetchConfig(t, l.Addresses()[0].IP.String(), l.Addresses()[0].Ports[service.HTTP], name))
	require.Equal(t, 10, signed(t, l))

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, l.SignAhead(ended, nil), context.Canceled)
	require.NoError(t, newLab(t, "11.5", 1, false).SignAhead(t.Context(), nil), "in memory there is nothing to do")
}

// TestSignedIsForgotten: a server keeps as many bytes of signed files as it may, those that were asked for last, and signs
// the others again with the same bytes.
func TestSignedIsForgotten(t *testing.T) {
	l := newLab(t, "11.5", 4, true)
	host := l.Addresses()[0]
	fetch := func(i int) []byte {
		return fetchConfig(t, host.IP.String(), host.Ports[service.HTTP], at(l, i).Name()+".cnf.xml.sgn")
	}
	first := fetch(0)
	l.BoundSigned(2*len(first) + len(first)/2)
	for i := 1; i < 4; i++ {
		fetch(i)
	}
	files, bytes := l.Signed()
	require.Equal(t, 2, files)
	require.LessOrEqual(t, bytes, int64(2*len(first)+len(first)/2))
	require.Equal(t, first, fetch(0), "signed again")
}

func signed(t *testing.T, l interface{ Signed() (int, int64) }) int {
	t.Helper()
	files, bytes := l.Signed()
	require.Equal(t, files > 0, bytes > 0)
	return files
}

func fetchConfig(t *testing.T, host string, port int, name string) []byte {
	t.Helper()
	var client tftpd.Client
	data, err := client.HTTP(t.Context(), net.JoinHostPort(host, strconv.Itoa(port)), name)
	require.NoError(t, err)
	return data
}
