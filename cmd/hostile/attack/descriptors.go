package attack

import (
	"context"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	"tvslab/cmd/hostile/target"
	"tvslab/service"
)

// fewFiles is a lab whose process may open 64 files.
var fewFiles = &target.Serve{Scenario: underAttack, Files: 64}

// silent holds connections to every port that never send a byte.
func silent(ctx context.Context, f *Field) error {
	siege{f.addresses(tcp...), mostSockets, nil}.hold(ctx, f)
	return nil
}

// descriptors takes all descriptors: connections to every port that sent one byte, and transfers that are never acknowledged.
// Control socket and metrics are left to honest users.
func descriptors(ctx context.Context, f *Field) error {
	var both sync.WaitGroup
	both.Go(func() { _ = f.pour(ctx, 4, request(itl)) })
	both.Go(func() { siege{f.addresses(tcp...), 2 * mostSockets, sends('G')}.hold(ctx, f) })
	most := f.count("descriptors at most")
	for tick := time.NewTicker(20 * time.Millisecond); ; {
		if u, err := f.Usage(); err == nil && int64(u.Descriptors) > most.Load() {
			most.Store(int64(u.Descriptors))
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			tick.Stop()
			both.Wait()
			return nil
		}
	}
}

// names asks every protocol for names that would do something to the terminal of whoever reads the log.
func names(ctx context.Context, f *Field) error {
	var all sync.WaitGroup
	all.Go(func() {
		sent, ports := f.count("requests"), f.tftpPorts()
		onSockets(ctx, 1, func(r *rand.Rand, socket *net.UDPConn) {
			_, _ = socket.WriteTo(request(escaped[r.IntN(len(escaped))]), ports[r.IntN(len(ports))])
			sent.Add(1)
		})
	})
	all.Go(func() {
		_ = f.strike(ctx, f.addresses(service.HTTP), func(r *rand.Rand) []byte {
			return []byte("GET /" + escaped[r.IntN(len(escaped))] + " HTTP/1.1\r\nHost: x\r\n\r\n")
		})
	})
	all.Go(func() {
		_ = f.strike(ctx, f.addresses(service.SIP, service.SCCP), func(r *rand.Rand) []byte {
			m := registers()[r.IntN(2)]
			copy(m[len(m)/2:], escaped[r.IntN(len(escaped))])
			return m
		})
	})
	all.Go(func() {
		crew(ctx, 1, func(r *rand.Rand) {
			if c, m, err := f.session(ctx, r); err == nil {
				write(c, introduces(m, escaped[r.IntN(len(escaped))]))
				c.Close()
			}
		})
	})
	all.Wait()
	return nil
}
