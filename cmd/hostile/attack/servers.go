package attack

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"syscall"
	"time"

	"tvslab/cmd/hostile/target"
)

// evil is where servers listen that mean harm.
const evil = "127.70.12.1"

// servers lets phones boot against servers that answer with garbage, with files without end, or not at all. The phones give up,
// and their process stays small and ends when it is told to.
func servers(ctx context.Context, f *Field) error {
	var all sync.WaitGroup
	defer all.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	socket, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.ParseIP(evil), Port: 6969})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp4", evil+":6970")
	if err != nil {
		socket.Close()
		return err
	}
	defer context.AfterFunc(ctx, func() { socket.Close(); listener.Close() })()
	all.Go(func() { f.evilTFTP(socket) })
	all.Go(func() { f.evilHTTP(ctx, listener, &all) })
	p, err := f.Binary.Start(context.WithoutCancel(ctx), target.Options{Args: []string{"phones", "--tftp", evil + ":6969", "--count", "50", "--http"}})
	if err != nil {
		return err
	}
	peak := p.PeakRSS(f.Time)
	f.count("MB at most").Add(peak >> 20)
	took, err := p.End(syscall.SIGTERM, promptly)
	f.count("ms until they ended").Add(took.Milliseconds())
	cancel()
	switch {
	case err != nil:
		return fmt.Errorf("phones: %w", err)
	case p.Stderr().Crash() != "":
		return fmt.Errorf("phones:\n%s", p.Stderr().Crash())
	case peak > RSS:
		return fmt.Errorf("phones took %d MB", peak>>20)
	}
	return nil
}

// evilTFTP answers every packet with two of its own until the socket is closed.
func (f *Field) evilTFTP(socket *net.UDPConn) {
	r := rand.New(rand.NewPCG(1, 1))
	block := append([]byte{0, data, 0, 1}, noise(r, 512)...)
	packet := make([]byte, 1024)
	for {
		n, from, err := socket.ReadFrom(packet)
		if err != nil {
			return
		}
		if n > 3 && packet[1] == acknowledgment { // a file without an end
			copy(block[2:], packet[2:4])
			if block[3]++; block[3] == 0 {
				block[2]++
			}
		}
		_, _ = socket.WriteTo(mutated(r, packets[r.IntN(len(packets))]), from)
		_, _ = socket.WriteTo(block, from)
		f.count("packets").Add(2)
	}
}

// evilHTTP answers every request in one of several wrong ways.
func (f *Field) evilHTTP(ctx context.Context, l net.Listener, all *sync.WaitGroup) {
	r := rand.New(rand.NewPCG(1, 1))
	answers := [][]byte{
		[]byte("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n"), []byte("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc"),
		append([]byte("HTTP/1.1 200 OK\r\n"), bytes.Repeat([]byte("a: b\r\n"), 1<<16)...), noise(r, 4096), nil,
	}
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		answer := answers[r.IntN(len(answers))]
		f.count("HTTP answers").Add(1)
		all.Go(func() {
			defer c.Close()
			write(c, answer)
			rest(ctx, time.Second)
		})
	}
}
