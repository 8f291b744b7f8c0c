package attack

import (
	"context"
	"math/rand/v2"
	"net"
	"strings"
	"time"

	"tvslab/service"
)

// Opcodes of TFTP (RFC 1350).
const (
	readRequest    = 1
	data           = 3
	acknowledgment = 4
)

// itl is the file that attackers ask for; they know that it is there.
const itl = "ITLFile.tlv"

// request is a read request of RFC 1350 with options of RFC 2347.
func request(name string, options ...string) []byte {
	fields := append([]string{name, "octet"}, options...)
	return append([]byte{0, readRequest}, strings.Join(fields, "\x00")+"\x00"...)
}

// attacker is where datagrams of attackers come from. Honest clients are elsewhere: they would get the ports that attackers have just
// closed, and with them the answers to what attackers asked, which no client can tell from its own (RFC 1350).
var attacker = net.ParseIP("127.70.13.1")

// udp opens a socket for datagrams to TFTP ports and to those from which answers come.
func udp() (*net.UDPConn, error) { return net.ListenUDP("udp4", &net.UDPAddr{IP: attacker}) }

// onSockets is crew with a socket of its own for each act.
func onSockets(ctx context.Context, n int, act func(r *rand.Rand, socket *net.UDPConn)) {
	crew(ctx, n, func(r *rand.Rand) {
		socket, err := udp()
		if err != nil {
			rest(ctx, time.Millisecond)
			return
		}
		defer socket.Close()
		act(r, socket)
	})
}

// tftpPorts are the TFTP ports of all nodes.
func (f *Field) tftpPorts() []*net.UDPAddr {
	var list []*net.UDPAddr
	for _, text := range f.Addresses(service.TFTP) {
		if a, err := net.ResolveUDPAddr("udp4", text); err == nil {
			list = append(list, a)
		}
	}
	return list
}

// packets are valid ones, with which mutations begin.
var packets = [][]byte{
	request(itl), request(itl, "blksize", "1400", "tsize", "0", "timeout", "1"), request("SEP0A0101000001.cnf.xml.sgn"),
	{0, 2, 'f', 0, 'o', 'c', 't', 'e', 't', 0}, {0, data, 0, 1, 1, 2, 3}, {0, acknowledgment, 0, 0}, {0, 5, 0, 1, 'n', 'o', 0}, {0, 6, 'b', 0, '1', 0},
}

// tftpMalformed sends mutated and random packets to the TFTP ports, and to the ports from which the answers come.
func tftpMalformed(ctx context.Context, f *Field) error {
	sent, onward := f.count("packets"), f.count("to transfers")
	ports := f.tftpPorts()
	onSockets(ctx, 2, func(r *rand.Rand, socket *net.UDPConn) {
		for range 50 {
			_, _ = socket.WriteTo(mutated(r, packets[r.IntN(len(packets))]), ports[r.IntN(len(ports))])
			sent.Add(1)
		}
		answer := make([]byte, 2048)
		_ = socket.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
		for range 50 {
			_, from, err := socket.ReadFrom(answer)
			if err != nil {
				return
			}
			_, _ = socket.WriteTo(mutated(r, packets[r.IntN(len(packets))]), from)
			onward.Add(1)
		}
	})
	return nil
}

// tftpRequests sends read requests as fast as it can from a few ports, and listens to no answer.
func tftpRequests(ctx context.Context, f *Field) error { return f.pour(ctx, 16, request(itl)) }

// tftpJunk sends what is no packet at all.
func tftpJunk(ctx context.Context, f *Field) error { return f.pour(ctx, 2, []byte{0xff, 0xff, 'x', 0}) }

// pour sends one packet from n ports for as long as the attack goes on.
func (f *Field) pour(ctx context.Context, n int, packet []byte) error {
	sent, ports := f.count("packets"), f.tftpPorts()
	onSockets(ctx, n, func(r *rand.Rand, socket *net.UDPConn) {
		for ctx.Err() == nil {
			_, _ = socket.WriteTo(packet, ports[r.IntN(len(ports))])
			sent.Add(1)
		}
	})
	return nil
}
