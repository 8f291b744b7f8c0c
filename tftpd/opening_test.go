package tftpd

import (
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
)

// slowSource opens files whose name begins with "slow" only when it is told to.
type slowSource struct {
	files
	ends    context.Context // of the test
	opened  chan string     // names, when they are asked for
	release chan struct{}   // one for each
	now     atomic.Int32    // being opened
	most    atomic.Int32
}

func newSlowSource(t *testing.T) *slowSource {
	s := &slowSource{files: samples(), ends: t.Context(), opened: make(chan string, 10000), release: make(chan struct{}, 10000)}
	s.files["slow1"], s.files["slow2"] = content(700), content(800)
	return s
}

func (s *slowSource) Open(name string) ([]byte, error) {
	if name[:min(len(name), 4)] != "slow" {
		return s.files.Open(name)
	}
	s.most.Store(max(s.most.Load(), s.now.Add(1)))
	s.opened <- name
	select {
	case <-s.release:
	case <-s.ends.Done():
	}
	s.now.Add(-1)
	return s.files.Open(name)
}

// TestSlowSource: while a file is being opened others are served, the request for it holds a place, and its repeats begin
// no other transfer.
func TestSlowSource(t *testing.T) { eachEngine(t, testSlowSource) }

func testSlowSource(t *testing.T, engine Engine) {
	source := newSlowSource(t)
	s := start(t, &Server{Engine: engine, Source: source, MaxTransfers: 2, Timeout: 20 * time.Second})
	conn := peer(t)
	sendTo(t, conn, s.tftp, request(opRead, "slow1"))
	require.Equal(t, "slow1", <-source.opened)
	for range 3 {
		data, err := new(Client).TFTP(t.Context(), s.tftp, "CTLFile.tlv")
		require.NoError(t, err)
		require.Equal(t, content(6433), data)
		require.Equal(t, OutcomeSent, (<-s.log).Outcome)
	}
	if engine == EngineLean {
		sendTo(t, conn, s.tftp, request(opRead, "slow1"))
		sendTo(t, conn, s.tftp, request(opRead, "slow1"))
	}
	other := peer(t)
	sendTo(t, other, s.tftp, request(opRead, "slow2"))
	require.Equal(t, "slow2", <-source.opened, "and not slow1 again")
	sendTo(t, peer(t), s.tftp, request(opRead, "one"))
	x := <-s.log
	require.Equal(t, "one", x.Name)
	require.Equal(t, OutcomeBusy, x.Outcome)

	source.release <- struct{}{}
	source.release <- struct{}{}
	for conn, size := range map[*net.UDPConn]int{conn: 700, other: 800} {
		got, from := receive(t, conn)
		require.Equal(t, data(1, string(content(size)[:512])), got)
		ack(t, conn, from, 1)
		got, _ = receive(t, conn)
		require.Equal(t, data(2, string(content(size)[512:])), got)
		ack(t, conn, from, 2)
		require.Equal(t, OutcomeSent, (<-s.log).Outcome)
	}
	require.Empty(t, source.opened)
}

// TestMissingAfterOpening: a file that turns out missing is refused, and its client's next request is answered.
func TestMissingAfterOpening(t *testing.T) {
	eachEngine(t, func(t *testing.T, engine Engine) {
		source := newSlowSource(t)
		s := start(t, &Server{Engine: engine, Source: source})
		conn := peer(t)
		for range 2 {
			sendTo(t, conn, s.tftp, request(opRead, "slow3"))
			source.release <- struct{}{}
			got, _ := receive(t, conn)
			require.Equal(t, notFoundPacket, got)
			require.Equal(t, OutcomeNotFound, (<-s.log).Outcome)
		}
		sendTo(t, conn, s.tftp, request(opRead, "one"))
		got, from := receive(t, conn)
		require.Equal(t, data(1, "0"), got)
		ack(t, conn, from, 1)
		require.Equal(t, OutcomeSent, (<-s.log).Outcome)
	})
}

// TestManyOpenings: the lean engine opens a bounded number of files at once, and all in the end. A client that asks for
// something else meanwhile is not sent what it no longer wants.
func TestManyOpenings(t *testing.T) {
	source := newSlowSource(t)
	s := start(t, &Server{Engine: EngineLean, Source: source, Timeout: 20 * time.Second})
	changed := peer(t)
	sendTo(t, changed, s.tftp, request(opRead, "slow1"))
	require.Equal(t, "slow1", <-source.opened)
	sendTo(t, changed, s.tftp, request(opRead, "one"))
	got, from := receive(t, changed)
	require.Equal(t, data(1, "0"), got)
	ack(t, changed, from, 1)
	require.Equal(t, "one", (<-s.log).Name)

	var peers []*net.UDPConn
	for range 5 * mostOpeners {
		conn := peer(t)
		sendTo(t, conn, s.tftp, request(opRead, "slow2"))
		peers = append(peers, conn)
	}
	for range mostOpeners - 1 {
		<-source.opened
	}
	for range 5*mostOpeners + 1 {
		source.release <- struct{}{}
	}
	for _, conn := range peers {
		got, from := receive(t, conn)
		require.Equal(t, data(1, string(content(800)[:512])), got)
		_, err := conn.WriteToUDP([]byte{0, opError, 0, 0, 'x', 0}, from)
		require.NoError(t, err)
	}
	for range 5*mostOpeners + 1 {
		if x := <-s.log; x.Name == "slow1" {
			require.ErrorIs(t, x.Err, errAnew)
		}
	}
	quiet(t, changed, 20*time.Millisecond)
	require.EqualValues(t, mostOpeners, source.most.Load())
}

// TestEndsWhileOpening: a server that ends logs what it was opening, waits for the Source, and sends nothing.
func TestEndsWhileOpening(t *testing.T) {
	eachEngine(t, func(t *testing.T, engine Engine) {
		source := newSlowSource(t)
		s := start(t, &Server{Engine: engine, Source: source})
		conn := peer(t)
		sendTo(t, conn, s.tftp, request(opRead, "slow1"))
		require.Equal(t, "slow1", <-source.opened)
		stopped := make(chan struct{})
		go func() { s.stop(); close(stopped) }()
		require.Eventually(t, func() bool { // the request port is closed first
			_, err := (&Client{Retransmit: []time.Duration{50 * time.Millisecond}}).TFTP(t.Context(), s.tftp, "one")
			return outcome.Of(err) == outcome.Unreachable
		}, 5*time.Second, 10*time.Millisecond)
		select {
		case <-stopped:
			t.Fatal("it does not wait for its Source")
		default:
		}
		source.release <- struct{}{}
		<-stopped
		for x := range drain(s.log) {
			if x.Name == "slow1" {
				require.Equal(t, OutcomeInterrupted, x.Outcome)
				require.ErrorIs(t, x.Err, context.Canceled)
				return
			}
		}
		t.Fatal("the transfer is not in the log")
	})
}

// TestSlowerThanMaxDuration: who waits too long for a file gives its place back.
func TestSlowerThanMaxDuration(t *testing.T) {
	source := newSlowSource(t)
	s := start(t, &Server{Engine: EngineLean, Source: source, MaxTransfers: 1, MaxDuration: 20 * time.Millisecond})
	sendTo(t, peer(t), s.tftp, request(opRead, "slow1"))
	require.ErrorIs(t, (<-s.log).Err, errTooSlow)
	conn := peer(t)
	sendTo(t, conn, s.tftp, request(opRead, "one"))
	got, from := receive(t, conn)
	require.Equal(t, data(1, "0"), got)
	ack(t, conn, from, 1)
	source.release <- struct{}{}
}

// readySource has some files at hand.
type readySource struct {
	*slowSource
	ready map[string]bool
}

func (r readySource) AtHand(name string) ([]byte, bool, error) {
	if !r.ready[name] {
		return nil, false, nil
	}
	data, err := r.files.Open(name)
	return data, true, err
}

// TestPrompt: what a Source has at hand, its word that there is no such file too, is not opened.
func TestPrompt(t *testing.T) {
	source := readySource{newSlowSource(t), map[string]bool{"slow1": true, "slow3": true}}
	s := start(t, &Server{Engine: EngineLean, Source: source})
	got, err := new(Client).TFTP(t.Context(), s.tftp, "slow1")
	require.NoError(t, err)
	require.Equal(t, content(700), got)
	_, err = new(Client).TFTP(t.Context(), s.tftp, "slow3")
	require.ErrorIs(t, err, outcome.NotFound)
	require.Empty(t, source.opened)
	source.release <- struct{}{}
	got, err = new(Client).TFTP(t.Context(), s.tftp, "slow2")
	require.NoError(t, err)
	require.Equal(t, content(800), got)
	require.Equal(t, "slow2", <-source.opened)
}

// panicSource panics for some names, at whichever question.
type panicSource struct{ files }

func (p panicSource) Open(name string) ([]byte, error) {
	if name == "panic" {
		panic("no such key")
	}
	return p.files.Open(name)
}

func (p panicSource) AtHand(name string) ([]byte, bool, error) {
	if name == "panic at once" {
		panic("no such key")
	}
	return nil, false, nil
}

// TestPanics: a Source or a Log that panics costs a transfer or its line, and nobody else's.
func TestPanics(t *testing.T) { eachEngine(t, testPanics) }

func testPanics(t *testing.T, engine Engine) {
	log := make(chan Transfer, 100)
	server := &Server{Engine: engine, Source: panicSource{samples()}, Log: func(x Transfer) {
		log <- x
		panic("the disk is full")
	}}
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- server.ServeTFTP(ctx, conn) }()
	address := conn.LocalAddr().String()
	for name, want := range map[string]string{"panic": OutcomeUnavailable, "one": OutcomeSent, "missing": OutcomeNotFound, "wait.tlv": OutcomeUnavailable} {
		_, err := new(Client).TFTP(t.Context(), address, name)
		require.Equal(t, want != OutcomeSent, err != nil)
		x := <-log
		require.Equal(t, want, x.Outcome)
		if name == "panic" {
			require.ErrorContains(t, x.Err, "no such key")
		}
	}
	if engine == EngineLean {
		_, err := new(Client).TFTP(t.Context(), address, "panic at once")
		require.ErrorIs(t, err, outcome.NotFound)
		require.Equal(t, OutcomeUnavailable, (<-log).Outcome)
	}
	sendTo(t, peer(t), address, []byte{0})
	require.Equal(t, OutcomeMalformed, (<-log).Outcome)
	cancel()
	require.NoError(t, <-done)
}
