package attack

import (
	"context"
	"crypto/tls"
	"math/rand/v2"
	"net"
	"time"

	"tvslab/capf"
	"tvslab/service"
	"tvslab/wire"
)

// says makes a message of a phone.
func says(to *capf.Message, c capf.Command, elements ...wire.Element) []byte {
	m := capf.Message{Command: c, Session: to.Session, Elements: elements}
	b, _ := m.Marshal()
	return b
}

// introduces is what a phone says first: version, no authentication string, its name.
func introduces(to *capf.Message, device string) []byte {
	return says(to, capf.AuthResponse, wire.Element{Tag: uint8(capf.TagReason), Value: []byte{byte(capf.ReasonSuccess)}},
		wire.Element{Tag: uint8(capf.TagVersion), Value: []byte{3}}, wire.Element{Tag: uint8(capf.TagPassword), Value: []byte{0}},
		wire.Element{Tag: uint8(capf.TagDevice), Value: append([]byte(device), 0)})
}

// session opens a session, in which the server has spoken.
func (f *Field) session(ctx context.Context, r *rand.Rand) (*tls.Conn, *capf.Message, error) {
	c, err := secure(ctx, f.Address(service.CAPF), r)
	if err != nil {
		return nil, nil, err
	}
	_ = c.SetReadDeadline(soon())
	m, err := capf.ReadMessage(c, false)
	if err != nil {
		c.Close()
	}
	return c, m, err
}

// inSessions is crew with a session of its own for each act.
func (f *Field) inSessions(ctx context.Context, n int, act func(r *rand.Rand, c *tls.Conn, m *capf.Message)) {
	crew(ctx, n, func(r *rand.Rand) {
		c, m, err := f.session(ctx, r)
		if err != nil {
			rest(ctx, time.Millisecond)
			return
		}
		defer c.Close()
		act(r, c, m)
	})
}

// capfMalformed answers the server with mutated messages.
func capfMalformed(ctx context.Context, f *Field) error {
	sent := f.count("messages")
	f.inSessions(ctx, 4, func(r *rand.Rand, c *tls.Conn, m *capf.Message) {
		answers := [][]byte{introduces(m, f.enrolling()), says(m, capf.KeygenResponse, wire.Element{Tag: uint8(capf.TagPublicKey), Value: noise(r, 90)}),
			says(m, capf.InProgress), says(m, capf.StoreResponse, wire.Element{Tag: uint8(capf.TagReason), Value: []byte{1}})}
		for i, answer := range answers {
			if i > 0 || r.IntN(2) == 0 {
				answer = mutated(r, answer)
			}
			write(c, answer)
			sent.Add(1)
			_ = c.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
			if _, err := capf.ReadMessage(c, false); err != nil {
				return
			}
		}
	})
	return nil
}

// busy is a session whose phone says that it is busy.
type busy struct {
	net.Conn
	note []byte
}

// all are as many sessions as a CAPF server of the lab holds at a time.
const all = 1024

// capfOneDevice opens sessions in the name of one phone, as many as there are, each of which says again and again that its key is
// still in the making. Opening them takes as long as it takes; then they are held for six seconds.
func capfOneDevice(ctx context.Context, f *Field) error {
	opened, again := f.count("sessions"), f.count("reports of progress")
	held := &ring{most: all}
	defer held.close()
	opening, done := context.WithTimeout(ctx, time.Minute)
	defer done()
	crew(opening, 8, func(r *rand.Rand) {
		c, m, err := f.session(opening, r)
		if err != nil {
			rest(opening, time.Millisecond)
			return
		}
		write(c, introduces(m, f.enrolling()))
		held.add(busy{c, says(m, capf.InProgress)})
		if opened.Add(1) >= all {
			done()
		}
	})
	ctx, stop := context.WithTimeout(ctx, 6*time.Second)
	defer stop()
	for tick := time.NewTicker(time.Second); ctx.Err() == nil; {
		held.each(func(c net.Conn) { write(c, c.(busy).note); again.Add(1) })
		select {
		case <-tick.C:
		case <-ctx.Done():
			tick.Stop()
		}
	}
	return nil
}

// capfRepeats plays one session after the other in the name of one phone, each of which ends with a key that was not made.
func capfRepeats(ctx context.Context, f *Field) error {
	ended := f.count("sessions")
	f.inSessions(ctx, 4, func(r *rand.Rand, c *tls.Conn, m *capf.Message) {
		write(c, introduces(m, f.enrolling()))
		if _, err := capf.ReadMessage(c, false); err == nil {
			write(c, says(m, capf.KeygenResponse, wire.Element{Tag: uint8(capf.TagReason), Value: []byte{byte(capf.ReasonInvalid)}}))
			_, _ = capf.ReadMessage(c, false)
			ended.Add(1)
		}
	})
	return nil
}
