package tftpd

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"os"
	"sync/atomic"
	"time"

	"github.com/pin/tftp/v3"

	"tvslab/accept"
	"tvslab/outcome"
)

// pinned is a transfer of EnginePin: pin/tftp in its mode for one port, on a socket that has no other transfer. It is the
// engine's net.PacketConn, which reads the request first. So what the engine cannot do is done around it: it hears that the
// client or the server has gone, and what it sends has this package's order of options and errors.
//
// The engine's two goroutines share a channel of one packet, which the one that sends blocks closes at its end. So it is
// given a packet only while it waits for one, and it ends only by what it was given.
type pinned struct {
	*net.UDPConn // to the client alone
	listener     *pin
	ctx          context.Context // ends with the reason why the transfer does
	cancel       context.CancelCauseFunc
	start        time.Time
	request      []byte        // what is read first
	awaits       atomic.Int32  // block whose acknowledgement the engine waits for, or noBlock
	armed        chan struct{} // something is awaited
	gone         atomic.Bool   // the client wants to hear no more
	block        int32         // that went out last
	times        int           // and how often
	ended        chan struct{}
	sent         int64 // bytes
	err          error
}

const noBlock = -1

func newPinned(p *pin, conn *net.UDPConn, start time.Time) *pinned {
	t := &pinned{UDPConn: conn, listener: p, start: start, block: noBlock, armed: make(chan struct{}, 1), ended: make(chan struct{})}
	t.ctx, t.cancel = context.WithCancelCause(p.ctx)
	t.awaits.Store(noBlock)
	return t
}

// run has the engine answer a request with the content, and returns the bytes that were sent.
func (t *pinned) run(request []byte, pathSize int, content []byte) (int64, error) {
	t.request = request
	release := accept.OnCancel(t.ctx, t.wake)
	_ = t.engine(pathSize, content).Serve(t)
	release()
	t.cancel(nil)
	return t.sent, t.err
}

// engine is a server of pin/tftp for this transfer. It repeats blocks in its own time; how often, it is not asked.
func (t *pinned) engine(pathSize int, content []byte) (engine *tftp.Server) {
	engine = tftp.NewServer(func(_ string, rf io.ReaderFrom) error {
		t.sent, t.err = send(rf, &boundedReader{Reader: bytes.NewReader(content), transfer: t})
		t.err = failure(t.err, context.Cause(t.ctx))
		engine.Shutdown()
		close(t.ended)
		t.wake()
		return nil
	}, nil)
	engine.SetTimeout(cmp.Or(t.listener.Timeout, DefaultTimeout))
	engine.SetRetries(math.MaxInt32)
	engine.SetBackoff(func(int) time.Duration { return 0 })
	engine.EnableSinglePort()
	engine.SetBlockSize(min(pathSize, maxBlockSize))
	engine.SetBlockSizeNegotiation(false) // by the interface, which it does not know here
	return engine
}

// wake has a reader look at what has changed.
func (t *pinned) wake() { _ = t.UDPConn.SetReadDeadline(time.Unix(1, 0)) }

// SetReadDeadline is part of net.PacketConn. The engine looks around with it when it ends; wake has it do so.
func (t *pinned) SetReadDeadline(time.Time) error { return nil }

// ReadFrom is part of net.PacketConn.
func (t *pinned) ReadFrom(b []byte) (int, net.Addr, error) {
	if t.request != nil {
		n := copy(b, t.request)
		t.request = nil
		return n, t.RemoteAddr(), nil
	}
	for {
		n, err := t.Read(b)
		if err != nil {
			return t.broken(b, err)
		}
		t.listener.tell(netAddrPort(t.RemoteAddr()), netAddrPort(t.LocalAddr()), b[:n])
		if t.wants(b[:n]) {
			return n, t.RemoteAddr(), nil
		}
	}
}

// broken has the engine end the transfer as where its client says so, unless it has ended.
func (t *pinned) broken(b []byte, err error) (int, net.Addr, error) {
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		t.gone.Store(true) // it has closed its port
		t.cancel(err)
	}
	for {
		if t.awaits.Swap(noBlock) != noBlock {
			return copy(b, brokenOff), t.RemoteAddr(), nil
		}
		select {
		case <-t.armed:
		case <-t.ended:
			return 0, nil, err
		}
	}
}

// wants says that a packet is what the engine waits for. A client's error ends the transfer otherwise.
func (t *pinned) wants(packet []byte) bool {
	if len(packet) < 4 {
		return false
	}
	number := binary.BigEndian.Uint16(packet[2:])
	switch op := binary.BigEndian.Uint16(packet); {
	case op == opAck:
		return t.awaits.CompareAndSwap(int32(number), noBlock)
	case op == opError && len(packet) > 4:
		t.gone.Store(true)
		t.cancel(fmt.Errorf("the client sent error code %d %q", number, untilNUL(packet[4:])))
	}
	return false
}

// WriteTo is part of net.PacketConn. It does not fail: what is lost is sent again.
func (t *pinned) WriteTo(b []byte, _ net.Addr) (int, error) {
	out, block := b, int32(0)
	switch binary.BigEndian.Uint16(b) {
	case opError:
		if !t.gone.Load() {
			t.send(brokenOff)
		}
		return len(b), nil
	case opOptions:
		out = inOrder(b)
	default:
		block = int32(binary.BigEndian.Uint16(b[2:]))
	}
	if t.repeats(block) {
		t.cancel(fmt.Errorf("block %d: %w", block, outcome.Timeout))
	} else {
		t.send(out)
	}
	return len(b), nil
}

// send sends what may be lost.
func (t *pinned) send(b []byte) {
	t.listener.tell(netAddrPort(t.LocalAddr()), netAddrPort(t.RemoteAddr()), b)
	_, _ = t.Write(b)
}

// repeats counts how often a block goes out; true means that it has been often enough. The block is awaited before it does.
func (t *pinned) repeats(block int32) bool {
	if block == t.block {
		t.times++
		return t.times > retries
	}
	t.block, t.times = block, 0
	t.awaits.Store(block)
	select {
	case t.armed <- struct{}{}:
	default:
	}
	return false
}

// inOrder puts the options of an answer in the order of EngineLean; the engine has them in any.
func inOrder(answer []byte) []byte {
	w := readRequest{options: answer[2:]}.wanted()
	return appendOptions(nil, w.blksize, w.tsize)
}

// send hands the content to the engine. The engine packs the options it echoes into a buffer of 516 bytes without looking,
// which a request made for it can overrun; the panic must not take the other transfers down.
func send(rf io.ReaderFrom, r io.Reader) (n int64, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("options of the request overrun the answer: %v", p)
		}
	}()
	return rf.ReadFrom(r)
}

// boundedReader fails once the transfer is broken off or has lasted too long, because a client could otherwise stretch it
// block by block without limit.
type boundedReader struct {
	*bytes.Reader
	transfer *pinned
}

// Read is io.Reader.
func (r *boundedReader) Read(p []byte) (int, error) {
	t := r.transfer
	if t.ctx.Err() != nil {
		return 0, context.Cause(t.ctx)
	}
	if t.listener.now().Sub(t.start) > cmp.Or(t.listener.MaxDuration, DefaultMaxDuration) {
		return 0, errTooSlow
	}
	return r.Reader.Read(p)
}
