package tftpd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
	"tvslab/tftpd/internal/udp"
)

// TestLateAnswers: a server answers each request only after its phone has gone, from the port of that transfer, and again
// and again. Later transfers, of a client that has one socket, get their own file all the same: none of them has a port
// that an earlier one had.
func TestLateAnswers(t *testing.T) {
	for name, late := range map[string][]byte{
		"block": data(1, "of another file"), "error": notFoundPacket, "full block": data(1, string(content(blockSize))),
	} {
		t.Run(name, func(t *testing.T) {
			eachWayOf(t, 1, func(t *testing.T, with func(*Client) getter) { testLateAnswers(t, with, late) })
		})
	}
}

func testLateAnswers(t *testing.T, with func(*Client) getter, late []byte) {
	slow := peer(t) // the socket of the transfers that come too late
	var gone []*net.UDPAddr
	ports := map[int]bool{}
	var phones atomic.Int32
	asked := make(chan struct{}, 100) // by those whose answer comes too late
	address := scripted(t, func(conn *net.UDPConn, packet []byte, from *net.UDPAddr) bool {
		if packet[1] != opRead || ports[from.Port] {
			return true // an acknowledgement, or a request that is repeated in vain
		}
		ports[from.Port] = true
		phones.Add(1)
		for _, phone := range gone {
			slow.WriteToUDP(late, phone)
		}
		if string(packet[2:7]) == "never" {
			gone = append(gone, from)
			asked <- struct{}{}
			return true
		}
		conn.WriteToUDP(data(1, string(packet[2:7])), from)
		return true
	})
	get := with(quick)
	for i := range 5 {
		_, err := get(t.Context(), address, "never")
		require.ErrorIs(t, err, outcome.Timeout)
		<-asked
		ctx, cancel := context.WithCancel(t.Context())
		left := make(chan error, 1)
		go func() {
			_, err := get(ctx, address, "never")
			left <- err
		}()
		<-asked
		cancel() // after one request, as a rule
		err = <-left
		require.True(t, errors.Is(err, context.Canceled) || errors.Is(err, outcome.Timeout), err)
		name := fmt.Sprintf("file%d", i)
		got, err := get(t.Context(), address, name)
		require.NoError(t, err)
		require.Equal(t, name, string(got))
	}
	require.Equal(t, int32(15), phones.Load(), "each has a port of its own")
}

// TestLostLastAcknowledgement: a server that has not got the last acknowledgement sends the block, and at last an error, to
// a port that no other transfer has.
func TestLostLastAcknowledgement(t *testing.T) {
	eachWayOf(t, 1, func(t *testing.T, with func(*Client) getter) {
		var before *net.UDPAddr
		address := scripted(t, func(conn *net.UDPConn, packet []byte, from *net.UDPAddr) bool {
			if packet[1] != opRead {
				return true
			}
			if before != nil {
				conn.WriteToUDP(data(1, "before"), before)
				conn.WriteToUDP(notFoundPacket, before)
			}
			conn.WriteToUDP(data(1, string(packet[2:7])), from)
			before = from
			return true
		})
		get := with(quick)
		for i := range 100 {
			name := fmt.Sprintf("f%04d", i)
			got, err := get(t.Context(), address, name)
			require.NoError(t, err)
			require.Equal(t, name, string(got))
		}
	})
}

// TestRests: the socket of a batch whose request went out twice acknowledges the last block of its own transfer again, and
// tells the second transfer that nobody waits for it. It answers nothing else.
func TestRests(t *testing.T) {
	server, first, second := peer(t), peer(t), peer(t)
	b, err := quick.Batch(1)
	require.NoError(t, err)
	got := make(chan error, 1)
	go func() {
		_, err := b.TFTP(context.Background(), server.LocalAddr().String(), "file")
		got <- err
	}()
	receive(t, server)
	_, phone := receive(t, server)
	send := func(conn *net.UDPConn, packet []byte) {
		_, err := conn.WriteToUDP(packet, phone)
		require.NoError(t, err)
	}
	send(first, data(1, "x"))
	acknowledged, _ := receive(t, first)
	require.Equal(t, []byte{0, opAck, 0, 1}, acknowledged)
	require.NoError(t, <-got)

	send(second, data(1, "x"))
	answer, _ := receive(t, second)
	require.Equal(t, unknownTID, answer)
	send(first, data(1, "x"))
	acknowledged, _ = receive(t, first)
	require.Equal(t, []byte{0, opAck, 0, 1}, acknowledged)
	send(second, notFoundPacket)
	send(second, []byte{0, opAck, 0, 1})
	quiet(t, second, 20*time.Millisecond)
	require.NoError(t, b.Close())
	send(second, data(1, "x"))
	quiet(t, second, 20*time.Millisecond)
}

// TestNoPort: a client at its limit waits for a port that may be used again, and says so where none comes in its time.
func TestNoPort(t *testing.T) {
	s := start(t, &Server{Source: samples()})
	now := time.Now()
	var mu sync.Mutex
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	for name, with := range ways(64) {
		t.Run(name, func(t *testing.T) {
			c := &Client{TFTPTimeout: 150 * time.Millisecond, ports: udp.NewPorts(20000, 20001, clock)}
			get := with(t, c)
			for range 2 {
				_, err := get(t.Context(), s.tftp, "one")
				require.NoError(t, err)
			}
			_, err := get(t.Context(), s.tftp, "one")
			require.ErrorIs(t, err, udp.ErrNoPort)
			require.ErrorIs(t, err, outcome.Unreachable)
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			_, err = get(ctx, s.tftp, "one")
			require.ErrorIs(t, err, context.Canceled)

			c.TFTPTimeout = 10 * time.Second
			got := make(chan error, 1)
			go func() {
				_, err := get(context.Background(), s.tftp, "one")
				got <- err
			}()
			mu.Lock()
			now = now.Add(cleanQuiet + time.Second)
			mu.Unlock()
			require.NoError(t, <-got)
		})
	}
}

// TestSamePort: a client that asks from one port again and again, at once after its last acknowledgement, is answered
// without a repeat, each time from a port that its last transfer did not have.
func TestSamePort(t *testing.T) {
	for _, file := range []string{"one", "CTLFile.tlv"} {
		t.Run(file, func(t *testing.T) {
			eachEngine(t, func(t *testing.T, engine Engine) {
				s := start(t, &Server{Engine: engine, Source: samples(), Timeout: 20 * time.Second})
				conn := peer(t)
				before := 0
				for i := range 300 {
					require.NoError(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
					sendTo(t, conn, s.tftp, request(opRead, file))
					var got []byte
					for block := byte(1); len(got) == int(block-1)*blockSize; block++ {
						packet, from := receive(t, conn)
						require.Equal(t, []byte{0, opData, 0, block}, packet[:4], "request %d", i)
						if block == 1 {
							require.NotEqual(t, before, from.Port)
							before = from.Port
						}
						require.Equal(t, before, from.Port)
						got = append(got, packet[4:]...)
						ack(t, conn, from, block)
					}
					require.Equal(t, samples()[file], got)
				}
				for range 300 {
					require.Equal(t, OutcomeSent, (<-s.log).Outcome)
				}
			})
		})
	}
}

// TestLateAcknowledgements: what a client still sends to its transfer before does nothing to the next one from the same
// port, be the first at an end or not, and the first keeps silent.
func TestLateAcknowledgements(t *testing.T) {
	s := start(t, &Server{Engine: EngineLean, Source: samples(), Timeout: 5 * time.Second})
	for name, acknowledged := range map[string]byte{"ended": 3, "in progress": 1, "just begun": 0} {
		t.Run(name, func(t *testing.T) {
			conn := peer(t)
			sendTo(t, conn, s.tftp, request(opRead, "two"))
			_, old := receive(t, conn)
			for block := byte(1); block <= acknowledged; block++ {
				ack(t, conn, old, block)
				if block < 3 {
					receive(t, conn)
				}
			}
			sendTo(t, conn, s.tftp, request(opRead, "CTLFile.tlv"))
			packet, from := receive(t, conn)
			require.Equal(t, data(1, string(content(6433)[:512])), packet)
			require.NotEqual(t, old.Port, from.Port)
			for _, late := range [][]byte{{0, opAck, 0, 3}, {0, opError, 0, 0, 'x', 0}} {
				_, err := conn.WriteToUDP(late, old)
				require.NoError(t, err)
			}
			quiet(t, conn, 20*time.Millisecond)
			for block := byte(1); block <= 13; block++ {
				ack(t, conn, from, block)
				if block < 13 {
					packet, _ = receive(t, conn)
					require.Equal(t, []byte{0, opData, 0, block + 1}, packet[:4])
				}
			}
			for x := <-s.log; x.Name != "CTLFile.tlv"; x = <-s.log {
			}
		})
	}
}

// TestYields: a transfer whose client has asked for another file sends nothing of itself any more.
func TestYields(t *testing.T) {
	s := start(t, &Server{Engine: EngineLean, Source: samples(), Timeout: 20 * time.Millisecond})
	conn := peer(t)
	sendTo(t, conn, s.tftp, request(opRead, "two"))
	_, old := receive(t, conn)
	sendTo(t, conn, s.tftp, request(opRead, "one"))
	from := answerFrom(t, conn, func(from *net.UDPAddr) bool { return from.Port != old.Port })
	ack(t, conn, from, 1)
	outcomes := map[string]Transfer{}
	for range 2 {
		x := <-s.log
		outcomes[x.Name] = x
	}
	require.Equal(t, OutcomeSent, outcomes["one"].Outcome)
	require.ErrorIs(t, outcomes["two"].Err, errAnew)
	quiet(t, conn, 20*time.Millisecond)
}

// TestRepeats: what tells a repeated request from a new one.
func TestRepeats(t *testing.T) {
	loop, err := udp.New()
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skip(err)
	}
	require.NoError(t, err)
	defer func() { require.NoError(t, loop.Close()) }()
	l := &lean{loop: loop, timeout: time.Second}
	now := loop.Now()
	sent := func(ago time.Duration, heard bool, block int) *delivery {
		return &delivery{moved: now.Add(-ago), heard: heard, sending: sending{block: block, last: 3}}
	}
	rows := map[string]struct {
		before *delivery // nil: it has ended
		came   time.Duration
		repeat bool
	}{
		"came before the last block went out":             {nil, -2 * time.Millisecond, true},
		"came after it":                                   {nil, 0, false},
		"the first block waits":                           {sent(time.Millisecond, false, 1), 0, true},
		"the first block waits for long":                  {sent(4*time.Second, false, 1), 0, true},
		"the last block waits, came before":               {sent(time.Millisecond, true, 3), -2 * time.Millisecond, true},
		"the last block waits, came after":                {sent(time.Millisecond, true, 3), 0, false},
		"in the middle":                                   {sent(time.Millisecond, true, 2), 0, true},
		"in the middle, its client is silent for a while": {sent(2*time.Second, true, 2), 0, false},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			r := recent{delivery: row.before, sent: now.Add(-time.Millisecond)}
			if row.before != nil {
				r.sent = row.before.moved
			}
			require.Equal(t, row.repeat, l.repeats(r, &udp.Datagram{Time: now.Add(row.came).UnixNano()}))
		})
	}
}

// TestDescriptors: however many ask, an engine holds at most MaxTransfers sockets, those of clients that use a port again
// among them, and none when they are done; the lean engine holds few for clients that do not.
func TestDescriptors(t *testing.T) {
	if _, err := os.ReadDir("/proc/self/fd"); errors.Is(err, fs.ErrNotExist) {
		t.Skip("no /proc to count descriptors in")
	}
	eachEngine(t, testDescriptors)
}

func testDescriptors(t *testing.T, engine Engine) {
	const most = 50
	s := start(t, &Server{Engine: engine, Source: samples(), Timeout: 100 * time.Millisecond, MaxTransfers: most})
	_, err := new(Client).TFTP(t.Context(), s.tftp, "one")
	require.NoError(t, err)
	require.Equal(t, OutcomeSent, (<-s.log).Outcome)
	var peers []*net.UDPConn
	for range 1000 {
		peers = append(peers, peer(t))
	}
	before := descriptors(t)
	flood := func(files ...string) (largest int) {
		for _, file := range files {
			for i, conn := range peers {
				sendTo(t, conn, s.tftp, request(opRead, file))
				if i%50 == 0 {
					largest = max(largest, descriptors(t)-before)
				}
			}
		}
		for range len(files) * len(peers) {
			<-s.log
		}
		return largest
	}
	fresh := flood("two")
	require.LessOrEqual(t, fresh, most+1)
	if engine == EngineLean {
		require.Less(t, fresh, 10, "clients share sockets")
	}
	again := flood("CTLFile.tlv", "large", "missing")
	require.LessOrEqual(t, again, most+1)
	require.Eventually(t, func() bool { return descriptors(t) <= before }, 10*time.Second, 5*time.Millisecond)
	_, err = new(Client).TFTP(t.Context(), s.tftp, "one")
	require.NoError(t, err)
}

func descriptors(t *testing.T) int {
	entries, err := os.ReadDir("/proc/self/fd")
	require.NoError(t, err)
	return len(entries)
}

// TestMemory: a server forgets peers in two steps, and knows of each what its last transfer was.
func TestMemory(t *testing.T) {
	m := newMemory()
	at := func(i int) udp.Peer {
		return udp.PeerOf(netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, byte(i >> 8), byte(i)}), 69))
	}
	steps := 0
	for i := range 2*mostRecent + 1 {
		d := &delivery{peer: at(i), sum: uint64(i), moved: time.Unix(int64(i), 0)}
		if m.enter(d) {
			steps++
		}
		if i%2 == 0 {
			m.leave(d)
		}
	}
	require.Equal(t, 2, steps)
	for i := range 2*mostRecent + 1 {
		p := at(i)
		r, known := m.find(&p)
		require.Equal(t, i >= mostRecent, known, i)
		if known {
			require.Equal(t, uint64(i), r.sum)
			require.Equal(t, i%2 == 1, r.delivery != nil)
			require.Equal(t, time.Unix(int64(i), 0), r.sent)
		}
	}
}

// TestDoubt: a request whose client's acknowledgement of the answer before was read after it is a new one, and one whose
// client has not acknowledged is a repeat.
func TestDoubt(t *testing.T) {
	for name, acknowledged := range map[string]bool{"acknowledged": true, "not acknowledged": false} {
		t.Run(name, func(t *testing.T) {
			loop, err := udp.New()
			if errors.Is(err, errors.ErrUnsupported) {
				t.Skip(err)
			}
			require.NoError(t, err)
			defer func() { require.NoError(t, loop.Close()) }()
			home := netip.MustParseAddr("127.0.0.1")
			l := newLean(t.Context(), &Server{Source: atHand{samples()}}, loop)
			l.lanes = newLanes(loop, home, netip.IPv4Unspecified())
			conn := peer(t)
			ask := func(after time.Duration) {
				from := udp.PeerOf(netip.MustParseAddrPort(conn.LocalAddr().String()))
				l.Datagram(&udp.Datagram{Data: request(opRead, "one"), From: from, Time: loop.Now().Add(after).UnixNano()})
				loop.Flush()
			}
			ask(0)
			got, first := receive(t, conn)
			require.Equal(t, data(1, "0"), got)
			ask(time.Millisecond)
			quiet(t, conn, 10*time.Millisecond)
			w := l.doubts.First().(*doubt)
			if acknowledged {
				l.known.fresh[w.request.From].delivery.hear([]byte{0, opAck, 0, 1})
			}
			w.wait.Stop()
			w.Due()
			loop.Flush()
			if !acknowledged {
				quiet(t, conn, 10*time.Millisecond)
				l.cut()
				return
			}
			got, second := receive(t, conn)
			require.Equal(t, data(1, "0"), got)
			require.NotEqual(t, first.Port, second.Port)
			l.cut()
		})
	}
}
