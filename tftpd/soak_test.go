package tftpd

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// soakTime is how long a soak lasts: a second, or what TVSLAB_SOAK says.
func soakTime(t *testing.T) time.Duration {
	d, err := time.ParseDuration(cmp.Or(os.Getenv("TVSLAB_SOAK"), "1s"))
	require.NoError(t, err)
	return d
}

// TestSoakPorts: eight clients fetch without a pause and acknowledge every last block six times, half of them from one
// port each, half from ports as the kernel gives them. None has to ask twice: each transfer gets its next packet within
// three seconds, and its own file. Both engines run at once.
func TestSoakPorts(t *testing.T) {
	length := soakTime(t)
	for _, engine := range Engines() {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			s := &soak{ends: time.Now().Add(length)}
			server := soakServer(t, engine)
			for i := range 8 {
				name := []string{"CTLFile.tlv", "one", "two"}[i%3]
				s.clients.Go(func() { s.client(server, name, i%2 == 0) })
			}
			s.clients.Wait()
			t.Logf("%d transfers in %v, %d failed", s.transfers.Load(), length, s.failed.Load())
			require.NoError(t, s.first)
			require.Positive(t, s.transfers.Load())
		})
	}
}

var soakFiles = samples()

// soakServer serves the samples without a log.
func soakServer(t *testing.T, engine Engine) *net.UDPAddr {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- (&Server{Engine: engine, Source: soakFiles}).ServeTFTP(ctx, conn) }()
	t.Cleanup(func() { cancel(); require.NoError(t, <-done) })
	return conn.LocalAddr().(*net.UDPAddr)
}

// soak is what came of many clients.
type soak struct {
	ends              time.Time
	clients           sync.WaitGroup
	transfers, failed atomic.Int64
	once              sync.Once
	first             error // failure
}

// client fetches a file until the end.
func (s *soak) client(server *net.UDPAddr, name string, samePort bool) {
	var conn *net.UDPConn
	for time.Now().Before(s.ends) {
		var err error
		if conn == nil {
			if conn, err = net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}); err != nil {
				s.fail(err)
				continue
			}
		}
		if err = fetchOnce(conn, server, name); err != nil {
			s.fail(fmt.Errorf("%s, same port %t: %w", name, samePort, err))
		}
		s.transfers.Add(1)
		if !samePort || err != nil {
			conn.Close()
			conn = nil
		}
	}
	if conn != nil {
		conn.Close()
	}
}

func (s *soak) fail(err error) {
	s.failed.Add(1)
	s.once.Do(func() { s.first = err })
}

// fetchOnce fetches a file as a client that never repeats a request and takes the first answer's port for the server's.
func fetchOnce(conn *net.UDPConn, server *net.UDPAddr, name string) error {
	if _, err := conn.WriteToUDP(request(opRead, name), server); err != nil {
		return err
	}
	var peer *net.UDPAddr
	var got []byte
	buffer := make([]byte, 600)
	for block := 1; ; {
		if err := conn.SetReadDeadline(time.Now().Add(3 * time.Second)); err != nil {
			return err
		}
		n, from, err := conn.ReadFromUDP(buffer)
		if err != nil {
			return fmt.Errorf("block %d: %w", block, err)
		}
		if n < 4 || buffer[1] != opData || int(buffer[3]) != block || peer != nil && from.Port != peer.Port {
			continue // of an earlier transfer
		}
		peer = from
		got = append(got, buffer[4:n]...)
		times := 1
		if n < maxPacket {
			times = 6
		}
		for range times {
			if _, err := conn.WriteToUDP([]byte{0, opAck, 0, byte(block)}, peer); err != nil {
				return err
			}
		}
		if n < maxPacket {
			break
		}
		block++
	}
	if !bytes.Equal(got, soakFiles[name]) {
		return errors.New("another file")
	}
	return nil
}
