package cli_test

import (
	"context"
	"encoding/json"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"

	"tvslab/tftpd"
)

// misrouted is a tftpd.Source in front of a served lab that answers some names with other files.
type misrouted struct {
	at      string // HTTP of the lab
	instead map[string]string
}

// Open implements tftpd.Source.
func (m misrouted) Open(name string) ([]byte, error) {
	if other, ok := m.instead[name]; ok {
		name = other
	}
	return new(tftpd.Client).HTTP(context.Background(), m.at, name)
}

// misroute puts a TFTP and HTTP server in front of the first node of a served lab, and writes the lab's document with it as
// the one that all nodes have: `misroute FROM.json TO.json NAME=OTHER...`.
func misroute(ts *testscript.TestScript, _ bool, args []string) {
	data, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	var l lab
	var document map[string]any
	ts.Check(json.Unmarshal(data, &l))
	ts.Check(json.Unmarshal(data, &document))
	source := misrouted{l.Nodes[0].Address + ":" + strconv.Itoa(l.Nodes[0].HTTP), map[string]string{}}
	for _, swap := range args[2:] {
		name, other, _ := strings.Cut(swap, "=")
		source.instead[name] = other
	}
	address := netip.MustParseAddr("127.30.0.1")
	tftp, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(address, 0)))
	ts.Check(err)
	http, err := net.Listen("tcp4", netip.AddrPortFrom(address, 0).String())
	ts.Check(err)
	ctx, stop := context.WithCancel(context.Background())
	var servers sync.WaitGroup
	server := tftpd.Server{Source: source}
	servers.Go(func() { ts.Check(server.ServeTFTP(ctx, tftp)) })
	servers.Go(func() { ts.Check(server.ServeHTTPListener(ctx, http)) })
	ts.Defer(func() { stop(); servers.Wait() })
	for _, node := range document["nodes"].([]any) {
		n := node.(map[string]any)
		n["address"] = address.String()
		n["tftp"] = netip.MustParseAddrPort(tftp.LocalAddr().String()).Port()
		n["http"] = netip.MustParseAddrPort(http.Addr().String()).Port()
	}
	data, err = json.Marshal(document)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), data, 0o644))
}
