package registration

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"tvslab/errno"
	"tvslab/outcome"
)

// errLong is a request that is too long for a datagram.
var errLong = fmt.Errorf("request of more than %d bytes over UDP", sipDatagram)

// sipMessages are where a phone reads answers from.
type sipMessages interface {
	read() (*sipMessage, error)
}

// udpSide is the phone's side of SIP over UDP: a client transaction after the other (RFC 3261, section 17.1.2). A request is sent again
// until something is said to it. It ends with its connection.
type udpSide struct {
	net.Conn // to the call manager alone
	t1       time.Duration
	whole    bool // requests of any length are sent

	last   []byte
	branch string
	wait   time.Duration // between two sendings
	again  time.Time     // of the next one
}

// Write sends a request, and begins its transaction.
func (u *udpSide) Write(request []byte) (int, error) {
	if len(request) > sipDatagram && !u.whole {
		return 0, errLong
	}
	m, err := readDatagram(request)
	if err != nil {
		return 0, err
	}
	u.last, u.branch, u.wait = request, branchOf(m), u.t1
	u.again = time.Now().Add(u.wait)
	return u.Conn.Write(request)
}

// branchOf is the branch of the topmost Via, "" for none.
func branchOf(m *sipMessage) string { return sipParams(splitOutside(m.get("via"), ',')[0])["branch"] }

// read returns the next answer to the request; what else comes is dropped (RFC 3261, section 17.1.3).
func (u *udpSide) read() (*sipMessage, error) {
	buffer := make([]byte, datagramSize)
	for {
		if err := u.SetReadDeadline(u.again); err != nil {
			return nil, err
		}
		n, err := u.Conn.Read(buffer)
		if late := net.Error(nil); errors.As(err, &late) && late.Timeout() {
			if err := u.repeat(); err != nil {
				return nil, err
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		m, err := readDatagram(buffer[:n])
		if err != nil || m.status() == 0 || branchOf(m) != u.branch {
			continue
		}
		if m.status() < 200 {
			u.wait, u.again = sipT2, time.Now().Add(sipT2)
		}
		return m, nil
	}
}

// repeat sends the request again, and waits twice as long for the next time, up to sipT2.
func (u *udpSide) repeat() error {
	u.wait = min(2*u.wait, sipT2)
	u.again = time.Now().Add(u.wait)
	_, err := u.Conn.Write(u.last)
	return err
}

// overUDP registers over UDP; a registration that is too long for that goes over TCP, and where nothing listens there, over UDP all the
// same (RFC 3261, section 18.1.1).
func (c *Client) overUDP(ctx context.Context, device, server, address string) error {
	err := c.datagram(ctx, device, server, address, false)
	if !errors.Is(err, errLong) {
		return err
	}
	if err = c.stream(ctx, device, server, address); outcome.Of(err) != outcome.Unreachable {
		return err
	}
	return c.datagram(ctx, device, server, address, true)
}

// datagram is a registration over UDP; whole sends requests of any length.
func (c *Client) datagram(ctx context.Context, device, server, address string, whole bool) error {
	if !serverName.MatchString(server) {
		return failed(outcome.Timeout, notHost(server))
	}
	conn, release, err := c.connect(ctx, "udp", address)
	if err != nil {
		return err
	}
	defer release()
	u := &udpSide{Conn: conn, t1: sipT1, whole: whole}
	if c.T1 > 0 {
		u.t1 = c.T1
	}
	err = c.dialog(device, server, conn.LocalAddr()).exchange(u, u)
	switch refusal := (*Refusal)(nil); {
	case err == nil || errors.As(err, &refusal) || errors.Is(err, errLong):
		return err
	case errno.Refused.Of(err): // the machine said that nobody listens
		return failed(outcome.Unreachable, err)
	}
	return failed(outcome.Timeout, err)
}

// Repeats are the waits of a phone over UDP after each sending of a request, until a timeout (RFC 3261, section 17.1.2.2).
func Repeats(timeout time.Duration) (waits []time.Duration) {
	for wait := sipT1; timeout > 0; wait = min(2*wait, sipT2) {
		waits = append(waits, min(wait, timeout))
		timeout -= wait
	}
	return waits
}
