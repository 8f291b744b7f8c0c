package attack

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"time"
)

// soon is when an attacker gives up waiting for an answer.
func soon() time.Time { return time.Now().Add(2 * time.Second) }

// tftpSamePort fetches one file over and over from the same port, as fast as the server lets it: the request that follows the
// last acknowledgment at once is a new one. No request may go without an answer.
func tftpSamePort(ctx context.Context, f *Field) error {
	fetched, unanswered := f.count("transfers"), f.count("requests without an answer")
	ports := f.tftpPorts()
	onSockets(ctx, 2, func(r *rand.Rand, socket *net.UDPConn) {
		server := ports[r.IntN(len(ports))]
		for range 300 {
			if ctx.Err() != nil {
				return
			}
			if fetch(socket, server) {
				fetched.Add(1)
			} else {
				unanswered.Add(1)
			}
		}
	})
	if n := unanswered.Load(); n > 0 {
		return fmt.Errorf("%d of %d requests from a port that was used before got no answer within two seconds", n, n+fetched.Load())
	}
	return nil
}

// small is a file of two blocks.
const small = "XMLDefault.cnf.xml"

// fetch takes a file in blocks of 512 bytes and reports whether all of it came.
func fetch(socket *net.UDPConn, server *net.UDPAddr) bool {
	_, _ = socket.WriteTo(request(small), server)
	packet := make([]byte, 1024)
	var from *net.UDPAddr
	for block := uint16(1); ; {
		_ = socket.SetReadDeadline(soon())
		n, sender, err := socket.ReadFromUDP(packet)
		switch {
		case err != nil:
			return false
		case n < 4 || packet[1] != data || from != nil && sender.String() != from.String() || uint16(packet[2])<<8|uint16(packet[3]) != block:
			continue
		}
		from = sender
		_, _ = socket.WriteTo([]byte{0, acknowledgment, packet[2], packet[3]}, sender)
		if block++; n < 4+512 {
			return true
		}
	}
}
