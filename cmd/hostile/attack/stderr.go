package attack

import (
	"context"
	"math/rand/v2"
	"net"
	"strings"

	"tvslab/cmd/hostile/target"
	"tvslab/service"
)

// unreadLab is a lab whose standard error nobody reads.
var unreadLab = &target.Serve{Scenario: underAttack, Unread: true}

// unreadErrors asks for so many files that the lines about them fill the pipe that nobody reads. All else goes on.
func unreadErrors(ctx context.Context, f *Field) error {
	fetched := f.count("requests")
	ports, name := f.tftpPorts(), strings.Repeat("long-name-", 12)
	onSockets(ctx, 2, func(r *rand.Rand, socket *net.UDPConn) {
		_, _ = socket.WriteTo(request(name), ports[r.IntN(len(ports))])
		_ = socket.SetReadDeadline(soon())
		_, _, _ = socket.ReadFrom(make([]byte, 600))
		if c, err := net.DialTimeout("tcp", f.Address(service.HTTP), dialTime); err == nil {
			write(c, []byte("GET /"+name+" HTTP/1.1\r\nHost: x\r\n\r\n"))
			_ = c.SetReadDeadline(soon())
			_, _ = c.Read(make([]byte, 600))
			c.Close()
		}
		fetched.Add(2)
	})
	return nil
}
