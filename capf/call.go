package capf

import (
	"cmp"
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"time"

	"tvslab/accept"
)

// keyGrace is how long a phone may make its key before its connection can lose its place to another, where places are short.
// The work of minutes is that of the oldest phones.
const keyGrace = time.Minute

// call is the server's side of one connection, once it is secured.
type call struct {
	*Server
	guest net.Conn // below TLS
	conn  *tls.Conn
	keyBy time.Time // when a key must be there; zero until one was asked for
}

// session plays a whole session: the server speaks first, and ends it.
func (c *call) session(x *Exchange) {
	d := &dialogue{authority: c.Authority, session: c.sessions.Add(1)}
	err := c.play(d)
	x.Session, x.Device, x.Kind, x.Reason = d.session, d.device, d.op.Kind, d.reason
	x.State = d.state
	switch {
	case err != nil:
		x.Outcome, x.Err = OutcomeBroken, err
	case d.err != nil:
		x.Outcome, x.Err = OutcomeMalformed, d.err
	default:
		x.Outcome = OutcomeEnded
	}
}

func (c *call) play(d *dialogue) error {
	message := d.open()
	for admitted := false; ; {
		if err := c.send(message); err != nil {
			return err
		}
		if d.over {
			return nil
		}
		answer, err := c.receive(message)
		switch {
		case err != nil && brokenOff(err):
			return err
		case err != nil:
			message = d.refuse(err)
			continue
		}
		message = d.next(answer)
		if !admitted && d.admitted() {
			admitted = true
			defer c.inside.enter(d.device, c.guest)()
		}
	}
}

// brokenOff reports whether nobody is there to be told of a broken rule (C1).
func brokenOff(err error) bool {
	var rule *Error
	return !errors.As(err, &rule) || rule.Rule == RuleShort
}

func (c *call) send(m *Message) error {
	if m == nil {
		return nil
	}
	data, err := m.Marshal()
	if err != nil {
		return err
	}
	c.conn.SetWriteDeadline(time.Now().Add(cmp.Or(c.WriteTimeout, DefaultServerTimeout)))
	_, err = c.conn.Write(data) // in one piece: phones stall when the header arrives alone
	return err
}

// receive waits longer while the phone makes a key, until a time that its notes do not put off.
func (c *call) receive(said *Message) (*Message, error) {
	until, grace := time.Now().Add(cmp.Or(c.ReadTimeout, DefaultServerTimeout)), time.Duration(0)
	switch {
	case said != nil && said.Command == KeygenRequest:
		c.keyBy = time.Now().Add(cmp.Or(c.KeyTimeout, DefaultKeyTimeout))
		until, grace = c.keyBy, keyGrace
	case said == nil: // after a note
		until, grace = c.keyBy, keyGrace
	}
	accept.Allow(c.guest, grace)
	c.conn.SetReadDeadline(until)
	return ReadMessage(c.conn, c.Strict)
}

// devicesInside are the connections of devices that proved who they are, one each. The newest counts: a phone that comes again
// has lost its connection, and one that pretends to be it can keep no more than one place.
type devicesInside struct {
	mutex sync.Mutex
	by    map[string]net.Conn
}

// enter ends the connection that the device has, and notes its new one until leave is called.
func (i *devicesInside) enter(device string, conn net.Conn) (leave func()) {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	if before := i.by[device]; before != nil {
		before.Close()
	}
	if i.by == nil {
		i.by = map[string]net.Conn{}
	}
	i.by[device] = conn
	return func() {
		i.mutex.Lock()
		defer i.mutex.Unlock()
		if i.by[device] == conn {
			delete(i.by, device)
		}
	}
}
