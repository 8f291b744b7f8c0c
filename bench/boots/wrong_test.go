package boots

import (
	"context"
	"net"
	"net/netip"
	"sync"
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

// source is a tftpd.Source of what it holds, else of another one.
type source struct {
	holds     map[string][]byte
	otherwise func(name string) ([]byte, error)
}

func (s source) Open(name string) ([]byte, error) {
	if data, ok := s.holds[name]; ok {
		return data, nil
	}
	return s.otherwise(name)
}

// front serves a source over TFTP and HTTP, and finds it in place of every server.
func front(t *testing.T, s tftpd.Source) *sockets.Servers {
	address := netip.AddrPortFrom(netip.MustParseAddr("127.31.0.1"), 0)
	tftp, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(address))
	require.NoError(t, err)
	http, err := net.Listen("tcp4", address.String())
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	var servers sync.WaitGroup
	server := tftpd.Server{Source: s}
	servers.Go(func() { _ = server.ServeTFTP(ctx, tftp) })
	servers.Go(func() { _ = server.ServeHTTPListener(ctx, http) })
	t.Cleanup(func() { stop(); servers.Wait() })
	port := func(a net.Addr) int { return int(netip.MustParseAddrPort(a.String()).Port()) }
	return &sockets.Servers{
		Hosts: map[string]string{"cucm-pub": address.Addr().String(), "cucm-sub1": address.Addr().String()},
		Ports: map[sockets.Place]int{{Service: service.TFTP}: port(tftp.LocalAddr()), {Service: service.HTTP}: port(http.Addr())},
	}
}

// known returns a file of a lab, as its own network in memory knows it.
func known(t *testing.T, l *lab.Lab, name string) []byte {
	f, err := l.Network(true).Fetch(t.Context(), phone.Call{Server: "cucm-pub", Service: service.TFTP, File: name})
	require.NoError(t, err)
	return f.Bytes()
}

// TestWrongFiles: where the lab is in the process, what comes is compared with what it serves: a CTL where there is none, an
// ITL of another lab and the unsigned configuration of another phone are wrong, though they are what their names say.
func TestWrongFiles(t *testing.T) {
	keys, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	cells, err := library.Pick("regen-itlrecovery-mixed-guide", library.Selection{})
	require.NoError(t, err)
	cell := cells[0]
	other, err := scenarios.Prepare(t.Context(), cell, scenarios.Options{Keys: keys})
	require.NoError(t, err)
	for name, row := range map[string]struct {
		http      fleet.HTTP
		misrouted map[string]string // name to the file of this lab that comes
		foreign   map[string]string // name to the file of another lab that comes
		want      map[bench.Phase]int
	}{
		"right over TFTP": {fleet.HTTPNever, nil, nil, map[bench.Phase]int{}},
		"right over HTTP": {fleet.HTTPAlways, nil, nil, map[bench.Phase]int{}},
		"wrong over TFTP": {fleet.HTTPNever,
			map[string]string{"SEP0A0104000001.cnf.xml": "SEP0A0104000002.cnf.xml", "SEP0A0101000003.cnf.xml.sgn": "SEP0A0101000002.cnf.xml.sgn"},
			map[string]string{"CTLSEP0A0101000001.tlv": "CTLFile.tlv", "ITLSEP0A0101000002.tlv": "ITLFile.tlv"},
			map[bench.Phase]int{bench.CTL: 1, bench.ITL: 1, bench.Configuration: 2}},
		"wrong over HTTP": {fleet.HTTPAlways,
			map[string]string{"ITLSEP0A0101000002.tlv": "SEP0A0101000002.cnf.xml"},
			map[string]string{"CTLSEP0A0104000001.tlv": "ITLFile.tlv"},
			map[bench.Phase]int{bench.CTL: 1, bench.ITL: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			cells, err := library.Pick("tftp-both-changed-tvs-ok", library.Selection{})
			require.NoError(t, err)
			cell := cells[0]
			on := Scenario{Cell: cell, StoredAt: -1, Options: scenarios.Options{Keys: keys, Sockets: &lab.Sockets{}}, Fleet: fleet.Config{HTTP: row.http}}
			s, err := on.Storm(t.Context(), Ask{Phones: 36, Workers: 8})
			require.NoError(t, err)
			defer func() { require.NoError(t, s.Close()) }()

			group := s.Target.(*joined).list[0].(*Fleet).Network.(*sockets.Network)
			real, ok := group.Finder.Find(phone.Call{Phone: "SEP0A0101000001", Server: "cucm-pub", Own: true, Service: service.HTTP, Port: 6970})
			require.True(t, ok)
			get := func(name string) ([]byte, error) { return new(tftpd.Client).HTTP(context.Background(), real, name) }
			holds := map[string][]byte{}
			for name, from := range row.misrouted {
				holds[name], err = get(from)
				require.NoError(t, err)
			}
			for name, from := range row.foreign {
				holds[name] = known(t, other.Lab, from)
			}
			servers := front(t, source{holds, get})
			for _, target := range s.Target.(*joined).list {
				target.(*Fleet).Network.(*sockets.Network).Finder = servers
			}

			r, err := bench.Run(t.Context(), s.Target, bench.Options{Workers: s.Workers})
			require.NoError(t, err)
			sum := 0
			for _, p := range []bench.Phase{bench.CTL, bench.ITL, bench.Configuration} {
				require.EqualValues(t, row.want[p], r.PhaseOf(p).Wrong, "%s: %s", p, r.Wrong)
				sum += row.want[p]
			}
			require.EqualValues(t, sum, r.WrongFiles())
			require.Len(t, r.Wrong, sum)
			require.EqualValues(t, sum, r.PhaseOf(bench.Boot).Wrong)
		})
	}
}
