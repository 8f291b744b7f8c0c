package tftpd

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/pin/tftp/v3"

	"tvslab/accept"
)

// servePin is ServeTFTP with EnginePin: it runs the engine until the context ends and the
// last transfer is done.
func (s *Server) servePin(ctx context.Context, conn *net.UDPConn) error {
	h := &tftpHandler{Server: s, ctx: ctx, slots: make(chan struct{}, s.maxTransfers())}
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
