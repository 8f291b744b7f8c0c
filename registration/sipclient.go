package registration

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/icholy/digest"
)

// Line is what the configuration of a phone says about whom it registers over SIP.
type Line struct {
	Number  string // directory number, in From and To; "" = the device name, as of phones on the default file (a guess)
	Contact string // user of Contact, a GUID in CUCM's configurations; "" = the number
	Agent   string // User-Agent, "Cisco-CP8851/12.1.1"; "" for none

	User, Password string // that answer a challenge; no User for none
}

// Bounds of a registration: messages that are no final answer (100 Trying, requests of the call manager), and the longest time that
// a phone asks for where it is told that it asks for too little, in seconds (a guess).
const (
	maxProvisional = 16
	maxAsked       = 24 * 60 * 60
)

// sipSupported is what an 8851 with load 12.1 says that it supports (public trace of a CUCM 11.5).
const sipSupported = "replaces,join,sdp-anat,norefersub,resource-priority,extended-refer,X-cisco-callinfo,X-cisco-serviceuri," +
	"X-cisco-escapecodes,X-cisco-service-control,X-cisco-srtp-fallback,X-cisco-monrec,X-cisco-config,X-cisco-sis-7.0.0,X-cisco-xsi-8.5.1"

// sipDialog is one registration as the phone sees it: a call id, and a REGISTER or two.
type sipDialog struct {
	Line
	device, server string
	model          int
	transport      string // TCP, TLS or UDP
	local          net.Addr
	now            time.Time

	seed, call string // what identifiers follow from, the call id; made when they are first asked for

	sequence int    // CSeq of the last REGISTER
	asked    int    // seconds
	answer   string // header field that answers a challenge, "" for none
}

// dialog begins a registration; phones count from 101 (public traces).
func (c *Client) dialog(device, server string, local net.Addr) *sipDialog {
	d := &sipDialog{Line: c.Line, device: device, server: server, model: c.Model, transport: c.transport(local), local: local, now: time.Now(), sequence: 100, asked: sipAsked}
	d.Number = sipUser(cmp.Or(d.Number, device))
	d.Contact = sipUser(cmp.Or(d.Contact, d.Number))
	return d
}

// transport is what Via calls a connection.
func (c *Client) transport(local net.Addr) string {
	switch {
	case c.Secure != nil:
		return "TLS"
	case strings.HasPrefix(local.Network(), "udp"):
		return "UDP"
	}
	return "TCP"
}

// exchange registers over a connection. A challenge is answered once, a time that is too short is asked for once more.
func (d *sipDialog) exchange(to io.Writer, from sipMessages) error {
	for {
		d.sequence++
		if _, err := io.WriteString(to, d.register()); err != nil {
			return err
		}
		m, status, err := d.final(from)
		if err != nil {
			return err
		}
		if status == 200 {
			return nil
		}
		if !d.again(m, status) {
			return sipRefusal(strings.TrimPrefix(m.start, sipVersion+" "), m.get("warning"))
		}
	}
}

// mac is the device name without what the names of phones begin with: phones make their identifiers of it.
func (d *sipDialog) mac() string { return strings.ToLower(strings.TrimPrefix(d.device, "SEP")) }

// hex returns n hexadecimal digits that follow from the registration and a name: other ones for other devices, servers, connections,
// times and, with the sequence, requests; the same ones for the same.
func (d *sipDialog) hex(n int, name string, sequence int) string {
	if d.seed == "" {
		d.seed = fmt.Sprintf("%s %s %s %d ", d.device, d.server, d.local, d.now.UnixNano())
	}
	h := fnv.New64a()
	_, _ = io.WriteString(h, d.seed+name+" "+strconv.Itoa(sequence)) // never fails (hash.Hash)
	sum := h.Sum(nil)
	return hex.EncodeToString(sum)[2*len(sum)-n:]
}

// register is the text of a REGISTER: header fields in the order of an 8851 with load 12.1 (public trace of a CUCM 11.5).
func (d *sipDialog) register() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\r\n", args...) }
	line("REGISTER sip:%s %s", d.server, sipVersion)
	line("Via: %s/%s %s;branch=z9hG4bK%s", sipVersion, d.transport, d.local, d.hex(8, "branch", d.sequence))
	line("From: <sip:%s@%s>;tag=%s0002%s-%s", d.Number, d.server, d.mac(), d.hex(8, "tag", 0), d.hex(8, "from", 0))
	line("To: <sip:%s@%s>", d.Number, d.server)
	line("Call-ID: %s", d.callID())
	line("Max-Forwards: 70")
	line("Date: %s", d.now.UTC().Format(http.TimeFormat))
	line("CSeq: %d REGISTER", d.sequence)
	if d.Agent != "" {
		line("User-Agent: %s", d.Agent)
	}
	line("Contact: %s", d.contact())
	if d.answer != "" {
		line("%s", d.answer)
	}
	line("Supported: %s", sipSupported)
	line("Content-Length: 0")
	line("Expires: %d\r\n", d.asked)
	return b.String()
}

// callID has the form of those in public traces: the device's digits, a counter, and eight digits twice.
func (d *sipDialog) callID() string {
	if d.call == "" {
		d.call = d.newCallID()
	}
	return d.call
}

func (d *sipDialog) newCallID() string {
	host, _, err := net.SplitHostPort(d.local.String())
	if err != nil {
		host = d.local.String()
	}
	mac := d.mac()
	if len(mac) > 8 {
		mac = mac[:8] + "-" + mac[8:]
	}
	return fmt.Sprintf("%s0002-%s-%s@%s", mac, d.hex(8, "call", 0), d.hex(8, "id", 0), host)
}

// contact is where the phone is, and who it is (tech note 214535).
func (d *sipDialog) contact() string {
	text := fmt.Sprintf(`<sip:%s@%s;transport=%s>;+sip.instance="<urn:uuid:00000000-0000-0000-0000-%s>";%s="%s"`,
		d.Contact, d.local, strings.ToLower(d.transport), d.mac(), deviceParams[0], d.device)
	if d.model != 0 {
		text += fmt.Sprintf(`;%s="%d"`, modelParam, d.model)
	}
	return text
}

// sipUser is a text as the user of an address, escaped where it must be (RFC 3261, section 25.1), cut where it is too long.
func sipUser(text string) string {
	const longest = 64
	var b strings.Builder
	for i := 0; i < min(len(text), longest); i++ {
		if c := text[i]; c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.!~*'()&=+$,;?/", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// final reads up to the final answer to the last REGISTER.
func (d *sipDialog) final(from sipMessages) (m *sipMessage, status int, err error) {
	for range maxProvisional {
		m, err := from.read()
		switch {
		case errors.Is(err, errKeepAlive):
			continue
		case err != nil:
			return nil, 0, err
		case m.fault != "":
			return nil, 0, fmt.Errorf("%w: %s", errMessage, m.fault)
		}
		if status := m.status(); status >= 200 && d.mine(m) {
			return m, status, nil
		}
	}
	return nil, 0, fmt.Errorf("%w: %d messages and no final answer", errMessage, maxProvisional)
}

// status is the number of an answer, 0 for a request.
func (m *sipMessage) status() int {
	text, is := strings.CutPrefix(m.start, sipVersion+" ")
	number, _, _ := strings.Cut(text, " ")
	n, err := strconv.Atoi(number)
	if !is || err != nil || len(number) != 3 || n < 100 {
		return 0
	}
	return n
}

// mine reports whether an answer is to the last REGISTER; one that does not say is.
func (d *sipDialog) mine(m *sipMessage) bool {
	call, sequence := m.get("call-id"), m.get("cseq")
	return (call == "" || call == d.callID()) && (sequence == "" || strings.HasPrefix(sequence, strconv.Itoa(d.sequence)+" "))
}

// again prepares a further REGISTER, where the answer asks for one that the phone can make.
func (d *sipDialog) again(m *sipMessage, status int) bool {
	switch status {
	case 401:
		return d.prove(m, "www-authenticate", "Authorization")
	case 407:
		return d.prove(m, "proxy-authenticate", "Proxy-Authorization")
	case 423:
		least, err := strconv.Atoi(m.get("min-expires"))
		if err != nil || least <= d.asked || least > maxAsked || d.asked != sipAsked {
			return false
		}
		d.asked = least
		return true
	}
	return false
}

// prove answers the first challenge that the phone understands (RFC 8760, section 2.4), once.
func (d *sipDialog) prove(m *sipMessage, challenge, field string) bool {
	if d.User == "" || d.answer != "" {
		return false
	}
	for _, value := range m.all(challenge) {
		asked, err := digest.ParseChallenge(value)
		if err != nil || !digest.CanDigest(asked) {
			continue
		}
		said, err := digest.Digest(asked, digest.Options{Method: "REGISTER", URI: "sip:" + d.server, Username: d.User, Password: d.Password,
			Cnonce: d.hex(16, "cnonce", d.sequence)})
		if text := ""; err == nil {
			if text = said.String(); printableLine(text) {
				d.answer = field + ": " + text
				return true
			}
		}
	}
	return false
}
