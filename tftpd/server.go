package tftpd

import (
	"errors"
	"fmt"
	"time"

	"tvslab/accept"
	"tvslab/outcome"
)

// Defaults of a [Server].
const (
	DefaultMaxTransfers   = 8192
	DefaultMaxConnections = 8192
	DefaultTimeout        = time.Second
	DefaultMaxDuration    = 5 * time.Minute
	DefaultIdleTimeout    = 10 * time.Second
	DefaultPaceTimeout    = 5 * time.Second
)

// Outcomes of a [Transfer].
const (
	OutcomeSent        = "sent"        // all bytes delivered
	OutcomeNotFound    = "not found"   // the Source has no such file
	OutcomeUnavailable = "unavailable" // the Source failed
	OutcomeRefused     = "refused"     // bad name, write request or other method
	OutcomeBusy        = "busy"        // no place, port or descriptor for another TFTP transfer; the client is told nothing
	OutcomeInterrupted = "interrupted" // the client stopped answering, or the server ended
	OutcomeMalformed   = "malformed"   // not a request of the protocol
	OutcomeHandshake   = "handshake"   // TLS failed
)

// Transfer is one line of the request log.
type Transfer struct {
	Time     time.Time     // when the request was taken up
	Protocol string        // "TFTP", "HTTP" or "HTTPS"
	Peer     string        // client as host:port; empty when the TFTP engine does not tell it
	Name     string        // file name as it was asked for: hostile bytes, quote it
	Bytes    int64         // bytes of file content handed to the client
	Duration time.Duration // of the transfer, on the server's clock
	Outcome  string        // one of the Outcome constants
	Err      error         // the real reason, which the client is not told; nil when sent
}

// Server serves the files of a [Source] over TFTP, HTTP and HTTPS. All listeners may run
// at once. The fields must not change while serving.
type Server struct {
	Source Source
	// Engine moves the blocks of TFTP transfers; "" means the first of Engines.
	Engine Engine
	// Log, if set, is called once per request, from many goroutines at once. With EngineLean
	// transfers wait meanwhile.
	Log func(Transfer)
	// Tap, if set, is told of every datagram of TFTP.
	Tap Tap
	// Granted, if set, is told the receive buffer that the kernel gave the request socket
	// of a TFTP listener, in bytes, of the [ReceiveBuffer] that was asked for.
	Granted func(bytes int)
	// MaxTransfers bounds the concurrent TFTP transfers of one listener. Requests beyond it
	// are not answered, and phones repeat them. 0 means DefaultMaxTransfers.
	MaxTransfers int
	// MaxConnections bounds the concurrent HTTP connections of one listener; further ones
	// wait in the listen queue. 0 means DefaultMaxConnections.
	MaxConnections int
	// Pool is whose places the HTTP connections take; nil bounds them by MaxConnections alone.
	Pool *accept.Pool
	// Timeout is how long one TFTP block waits for its acknowledgement before it
	// is sent again, at most four times. 0 means DefaultTimeout.
	Timeout time.Duration
	// MaxDuration ends a TFTP transfer or an HTTP answer that is still going on.
	// 0 means DefaultMaxDuration.
	MaxDuration time.Duration
	// IdleTimeout is how long an HTTP connection may take to send a request, the time
	// before its first byte included. 0 means DefaultIdleTimeout.
	IdleTimeout time.Duration
	// PaceTimeout is how long an HTTP client may take to take 16 KiB of an answer. One that
	// takes nothing must not hold a place, and what the kernel keeps for it, for minutes.
	// 0 means DefaultPaceTimeout.
	PaceTimeout time.Duration
	// Now is the clock of the log and of MaxDuration; nil means time.Now.
	Now func() time.Time
}

// open checks the name, asks the Source and classes the result.
func (s *Server) open(name string) (data []byte, ended string, err error) {
	if err := CheckName(name); err != nil {
		return nil, OutcomeRefused, err
	}
	data, _, err = guarded(func() ([]byte, bool, error) {
		data, err := s.Source.Open(name)
		return data, true, err
	})
	return data, classOf(err), err
}

// atHand is open where that takes no time; ok is false where it would.
func (s *Server) atHand(name string) (data []byte, ended string, ok bool, err error) {
	prompt, known := s.Source.(Prompt)
	switch {
	case CheckName(name) != nil:
		data, ended, err = s.open(name)
		return data, ended, true, err
	case !known:
		return nil, "", false, nil
	}
	data, ok, err = guarded(func() ([]byte, bool, error) { return prompt.AtHand(name) })
	return data, classOf(err), ok, err
}

// guarded asks a Source, whose panic costs one transfer.
func guarded(ask func() ([]byte, bool, error)) (data []byte, ok bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			data, ok, err = nil, true, fmt.Errorf("the source panics: %v", p)
		}
	}()
	return ask()
}

// classOf is the outcome of what a Source says.
func classOf(err error) string {
	switch {
	case err == nil:
		return OutcomeSent
	case errors.Is(err, outcome.NotFound):
		return OutcomeNotFound
	}
	return OutcomeUnavailable
}

// begin starts the log line of a request.
func (s *Server) begin(protocol, peer, name string) Transfer {
	return Transfer{Time: s.now(), Protocol: protocol, Peer: peer, Name: name}
}

// end completes the log line of a request and hands it out. A Log that panics loses the line.
func (s *Server) end(t Transfer, bytes int64, outcome string, err error) {
	if s.Log == nil {
		return
	}
	defer func() { _ = recover() }()
	t.Bytes, t.Outcome, t.Err = bytes, outcome, err
	t.Duration = s.now().Sub(t.Time)
	s.Log(t)
}

func (s *Server) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

func (s *Server) maxTransfers() int {
	if s.MaxTransfers > 0 {
		return s.MaxTransfers
	}
	return DefaultMaxTransfers
}
