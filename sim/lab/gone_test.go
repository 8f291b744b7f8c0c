package lab_test

import (
	"context"
	"crypto/tls"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/service"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
	"tvslab/tftpd"
)

// knock asks a service of a node for something, whatever comes of it; ports of the lab may be closed for the moment.
func knock(ctx context.Context, at service.Service, address string, shown *tls.Certificate) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	var client tftpd.Client
	switch {
	case at == service.TFTP:
		_, _ = client.TFTP(ctx, address, "ITLFile.tlv")
		return
	case at == service.HTTP:
		_, _ = client.HTTP(ctx, address, "XMLDefault.cnf.xml")
		return
	}
	network := "tcp"
	if at.UDP() {
		network = "udp"
	}
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return
	}
	defer conn.Close()
	until, _ := ctx.Deadline()
	_ = conn.SetDeadline(until)
	if !at.Secure() {
		_, _ = conn.Write([]byte("REGISTER sip:x SIP/2.0\r\nContact: <sip:x>;+u.sip!devicename.ccm.cisco.com=\"SEP0A0101000001\"\r\n\r\n"))
		_, _ = conn.Read(make([]byte, 1))
		return
	}
	_ = tls.Client(conn, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return shown, nil }}).HandshakeContext(ctx)
}

// TestServersWhoseNodeGoes: nodes are removed, added, rebuilt, renamed and shut while clients ask all their
// services for something, over and over; nothing that is asked meets what is gone.
func TestServersWhoseNodeGoes(t *testing.T) {
	cfg := config(t, "12.5", 1)
	cfg.Cluster.Mode = sim.MixedTokenless
	for i := range cfg.Groups {
		cfg.Groups[i].TFTP, cfg.Groups[i].Nodes = []string{"cucm-pub"}, []string{"cucm-pub"}
	}
	cfg.Sockets = &lab.Sockets{TFTPEngine: tftpd.EngineLean} // which ends at once
	l := open(t, cfg, true)
	spec := cfg.Cluster.Nodes[1]
	own := l.Cluster().Publisher().Certificate(cucm.CallManager)
	shown := &tls.Certificate{Certificate: [][]byte{own.DER}, PrivateKey: own.Key}
	ctx, cancel := context.WithCancel(t.Context())
	var crowd sync.WaitGroup
	for _, node := range l.Addresses() {
		for _, at := range service.All() {
			if node.Ports[at] == 0 {
				continue
			}
			for range 3 {
				crowd.Go(func() {
					for ctx.Err() == nil {
						knock(ctx, at, node.At(node.Ports[at]), shown)
					}
				})
			}
		}
	}
	for range 4 {
		for _, op := range []sim.Op{
			sim.RemoveNode("cucm-sub1"), sim.AddNode(spec), sim.Rebuild("cucm-sub1"), sim.SetHostname("cucm-sub1", "other"),
			sim.SetHostname("other", "cucm-sub1"), sim.SetDown("cucm-sub1", true), sim.SetDown("cucm-sub1", false),
			sim.Regenerate(cucm.CallManager, "all"), sim.Restart(sim.ServiceCCM, "all"),
		} {
			require.NoError(t, l.Do(op))
		}
	}
	cancel()
	crowd.Wait()
}
