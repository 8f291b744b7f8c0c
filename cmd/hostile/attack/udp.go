package attack

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"

	"tvslab/service"
)

// udpRegistrations floods the UDP ports of call managers with registrations: of devices that there are and are not, with names and branches that
// change each time, mutated ones among them. What call managers remember of answers, and metrics, must stay bounded.
func udpRegistrations(ctx context.Context, f *Field) error {
	addresses, sent := f.addresses(service.UDPSIP), f.count("datagrams")
	crew(ctx, 2, func(r *rand.Rand) {
		c, err := net.Dial("udp", addresses[r.IntN(len(addresses))])
		if err != nil {
			return
		}
		defer c.Close()
		for range 200 {
			message := udpRegister(r)
			if r.IntN(4) == 0 {
				message = mutated(r, message)
			}
			if _, err := c.Write(message); err == nil {
				sent.Add(1)
			}
		}
	})
	return f.boundedSeries()
}

// udpRegister is a registration that no call manager has seen before.
func udpRegister(r *rand.Rand) []byte {
	text := string(registers()[0])
	text = strings.Replace(text, "SIP/2.0/TCP", "SIP/2.0/UDP", 1)
	text = strings.ReplaceAll(text, "z9hG4bK1", fmt.Sprintf("z9hG4bK%x", r.Uint64()))
	text = strings.ReplaceAll(text, "Call-ID: 1@", fmt.Sprintf("Call-ID: %x@", r.Uint64()))
	if r.IntN(2) == 0 {
		text = strings.ReplaceAll(text, "0A0101000001", fmt.Sprintf("%012X", r.Uint64N(1<<48)))
	}
	return []byte(text)
}
