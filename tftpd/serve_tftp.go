package tftpd

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"github.com/pin/tftp/v3"

	"tvslab/accept"
)

// errorText is the only text that a TFTP client is sent for a refused request, so
// that nothing about the server leaks. CUCM's own text, logged by phones
// (tech notes 214528, 214535). The engine knows no error code but 1, and a client
// that breaks a transfer off or falls silent is told so in the engine's words.
const errorText = "File not found"

// retries is how often a TFTP block is sent again before the transfer fails.
const retries = 4

// ReceiveBuffer is asked of the kernel for the request socket, in bytes: the requests of
// a boot storm must survive there until they are accepted. One request takes about 768
// bytes of it, so that 8 MiB hold more than ten thousand.
const ReceiveBuffer = 8 << 20

// acceptors is how many engines take requests from one socket. An engine has one accept
// loop, which looks up an interface and opens a socket for each request; among thousands
// of runnable transfers one goroutine gets too small a share of the processors to accept
// a storm before phones repeat their requests.
const acceptors = 16

var (
	errRefused = errors.New(errorText)
	errBusy    = errors.New("too many transfers")
	errWrite   = errors.New("write request on a read-only server")
	errTooSlow = errors.New("transfer takes too long")
)

// ServeTFTP answers read requests on conn until ctx ends, then closes conn and
// returns nil after the last transfer. A transfer in progress is cut at its next
// block; a client that stays silent delays the return by at most five Timeouts.
//
// conn must be bound to the node's own address, or to all: answers leave from the
// address that was asked, each transfer from a port of its own (RFC 1350
// section 4). Options blksize and tsize are honoured (RFC 2348, 2349). Write
// requests are refused.
func (s *Server) ServeTFTP(ctx context.Context, conn *net.UDPConn) error {
	// Best effort: a small buffer only costs repeats.
	if granted, err := growReceiveBuffer(conn, ReceiveBuffer); err == nil && s.Granted != nil {
		s.Granted(granted)
	}
	h := &tftpHandler{Server: s, ctx: ctx, slots: make(chan struct{}, s.maxTransfers())}
	var all sync.WaitGroup
	errs := make([]error, acceptors)
	for i := range errs {
		all.Go(func() { errs[i] = h.accept(conn) })
	}
	all.Wait()
	if err := cmp.Or(errs...); err != nil {
		return fmt.Errorf("serve TFTP on %v: %w", conn.LocalAddr(), err)
	}
	return nil
}

// accept runs an engine until the context ends and its last transfer is done.
func (h *tftpHandler) accept(conn *net.UDPConn) error {
	engine := tftp.NewServer(h.read, h.write)
	engine.SetTimeout(cmp.Or(h.Timeout, DefaultTimeout))
	engine.SetRetries(retries)
	engine.SetBackoff(func(int) time.Duration { return 0 })
	engine.SetHook(h)
	release := accept.OnCancel(h.ctx, engine.Shutdown)
	err := engine.Serve(conn)
	release()
	// A transfer accepted while the first Shutdown was already waiting is only
	// certain to be counted now that the accept loop has ended.
	engine.Shutdown()
	return err
}

// tftpHandler is one running TFTP listener.
type tftpHandler struct {
	*Server
	ctx   context.Context
	slots chan struct{}
}

// read is called by the engine in a goroutine per request. It must always answer
// with data or an error, or the engine leaks the socket.
func (h *tftpHandler) read(name string, rf io.ReaderFrom) error {
	t := h.begin("TFTP", peerOf(rf), name)
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	default:
		return h.refuse(t, OutcomeRefused, errBusy)
	}
	data, outcome, err := h.open(name)
	if err != nil {
		return h.refuse(t, outcome, err)
	}
	r := &boundedReader{Reader: bytes.NewReader(data), handler: h, start: t.Time}
	n, err := send(rf, r)
	if err != nil {
		// The engine counts the block that it was sending as sent.
		return h.refuse(t, OutcomeInterrupted, errors.Join(err, r.err))
	}
	h.end(t, n, OutcomeSent, nil)
	return nil
}

// send hands the content to the engine. The engine packs the options it echoes into
// a buffer of 516 bytes without looking, which a request made for it can overrun; the
// panic must not take the other transfers down.
func send(rf io.ReaderFrom, r io.Reader) (n int64, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("options of the request overrun the answer: %v", p)
		}
	}()
	return rf.ReadFrom(r)
}

// write refuses every upload.
func (h *tftpHandler) write(name string, wt io.WriterTo) error {
	peer := ""
	if in, ok := wt.(tftp.IncomingTransfer); ok {
		peer = addrText(in.RemoteAddr())
	}
	return h.refuse(h.begin("TFTP", peer, name), OutcomeRefused, errWrite)
}

// refuse logs the real reason and returns the one that the engine may send.
func (h *tftpHandler) refuse(t Transfer, outcome string, reason error) error {
	h.end(t, 0, outcome, reason)
	return errRefused
}

// OnSuccess is part of tftp.Hook; read has logged the transfer.
func (h *tftpHandler) OnSuccess(tftp.TransferStats) {}

// OnFailure is part of tftp.Hook. Failures with a file name were logged by read or
// write; the others are datagrams that are no request, or a socket that could not
// be opened.
func (h *tftpHandler) OnFailure(stats tftp.TransferStats, err error) {
	if h.ctx.Err() != nil {
		return // an engine that begins as the socket closes reports that in a loop until it is stopped
	}
	if stats.RemoteAddr == nil {
		h.end(h.begin("TFTP", "", ""), 0, OutcomeMalformed, err)
	}
}

// boundedReader fails once the server ends or the transfer has lasted too long,
// because a client could otherwise stretch it block by block without limit.
type boundedReader struct {
	*bytes.Reader
	handler *tftpHandler
	start   time.Time
	err     error // why it failed, for the log
}

// Read is io.Reader. The engine sends the text of a failing reader to the client.
func (r *boundedReader) Read(p []byte) (int, error) {
	h := r.handler
	if h.now().Sub(r.start) > cmp.Or(h.MaxDuration, DefaultMaxDuration) {
		r.err = errTooSlow
	} else {
		r.err = h.ctx.Err()
	}
	if r.err != nil {
		return 0, errRefused
	}
	return r.Reader.Read(p)
}

func peerOf(rf io.ReaderFrom) string {
	if out, ok := rf.(tftp.OutgoingTransfer); ok {
		return addrText(out.RemoteAddr())
	}
	return ""
}

func addrText(a net.UDPAddr) string { return a.String() }
