package snmp

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/gosnmp/gosnmp"
)

// Engine is who an agent is to managers of version 3.
type Engine struct {
	ID    string // snmpEngineID (RFC 3411), 5 to 32 bytes
	Boots uint32 // grows with every start
	Since time.Time
}

// seconds is the engine's time.
func (e *Engine) seconds() uint32 { return uint32(time.Since(e.Since) / time.Second) }

// window is how far a manager's idea of the engine's time may be wrong, in seconds (RFC 3414 2.2.3).
const window = 150

// timely reports whether a message is of now.
func (e *Engine) timely(h *header) bool {
	return h.boots == e.Boots && math.Abs(float64(e.seconds())-float64(h.seconds)) <= window
}

// stat is what usmStats counts: why a message was not answered.
type stat int

const (
	unsupportedLevel stat = iota
	notInTime
	unknownUser
	unknownEngine
	wrongDigest
	undecryptable
)

// statNames are the names of the counters (RFC 3414 5).
var statNames = [...]OID{
	unsupportedLevel: {1, 3, 6, 1, 6, 3, 15, 1, 1, 1, 0},
	notInTime:        {1, 3, 6, 1, 6, 3, 15, 1, 1, 2, 0},
	unknownUser:      {1, 3, 6, 1, 6, 3, 15, 1, 1, 3, 0},
	unknownEngine:    {1, 3, 6, 1, 6, 3, 15, 1, 1, 4, 0},
	wrongDigest:      {1, 3, 6, 1, 6, 3, 15, 1, 1, 5, 0},
	undecryptable:    {1, 3, 6, 1, 6, 3, 15, 1, 1, 6, 0},
}

// answerUser answers managers of version 3.
func (a *Agent) answerUser(datagram []byte) []byte {
	h, ok := headerOf(datagram)
	if !ok || h.model != uint32(gosnmp.UserSecurityModel) || h.level() == gosnmp.AuthPriv&^gosnmp.AuthNoPriv {
		return nil
	}
	if _, ok := a.Tree(); !ok {
		return nil
	}
	user := a.Users[h.user]
	if why, bad := a.mistrusts(&h, user, datagram); bad {
		return a.report(&h, why, user)
	}
	codec := gosnmp.GoSNMP{Version: gosnmp.Version3, SecurityModel: gosnmp.UserSecurityModel, SecurityParameters: user.sealed}
	q, err := codec.UnmarshalTrap(datagram, true) // reads any message
	switch {
	case err != nil && h.level() == gosnmp.AuthPriv:
		return a.report(&h, undecryptable, user)
	case err != nil, q.ContextName != "", q.ContextEngineID != a.Engine.ID:
		return nil
	}
	got, ok := a.permitted(&h, user, q)
	if !ok {
		return nil
	}
	return a.seal(&h, user, &gosnmp.SnmpPacket{PDUType: gosnmp.GetResponse, RequestID: q.RequestID, Variables: got.variables, Error: got.status, ErrorIndex: got.index})
}

// mistrusts says why a message is not believed, in the order of RFC 3414 3.2.
func (a *Agent) mistrusts(h *header, user *keys, datagram []byte) (why stat, bad bool) {
	switch level := h.level(); {
	case h.engine != a.Engine.ID:
		return unknownEngine, true
	case user == nil:
		return unknownUser, true
	case level > user.level():
		return unsupportedLevel, true
	case level == gosnmp.NoAuthNoPriv:
		return 0, false
	case !user.wrote(datagram, h.digest):
		return wrongDigest, true
	case !a.Engine.timely(h):
		return notInTime, true
	}
	return 0, false
}

// permitted answers a user who asks as safely as it can; others may see nothing.
func (a *Agent) permitted(h *header, user *keys, q *gosnmp.SnmpPacket) (answer, bool) {
	if h.level() < user.level() {
		return answer{q.Variables, gosnmp.AuthorizationError, 0}, true
	}
	return a.ask(q, min(mostAnswer, max(int(h.most), leastAnswer))-len(a.Engine.ID)*2-len(user.Name))
}

// report tells a manager why it gets no answer, where it wants to know.
func (a *Agent) report(h *header, why stat, user *keys) []byte {
	count := a.stats[why].Add(1)
	if !h.reportable() {
		return nil
	}
	h.flags = gosnmp.NoAuthNoPriv
	if why == notInTime {
		h.flags = gosnmp.AuthNoPriv // the manager takes the time from it
	} else {
		user = &keys{User: User{Name: h.user}, sealed: &gosnmp.UsmSecurityParameters{}}
	}
	return a.seal(h, user, &gosnmp.SnmpPacket{PDUType: gosnmp.Report, Variables: []gosnmp.SnmpPDU{Counter(count).at(statNames[why])}})
}

// seal makes a message of an answer, at the level of the request.
func (a *Agent) seal(h *header, user *keys, p *gosnmp.SnmpPacket) []byte {
	sp := user.sealed.Copy().(*gosnmp.UsmSecurityParameters)
	sp.UserName, sp.AuthoritativeEngineID, sp.AuthoritativeEngineBoots, sp.AuthoritativeEngineTime = user.Name, a.Engine.ID, a.Engine.Boots, a.Engine.seconds()
	sp.PrivacyParameters = binary.BigEndian.AppendUint64(nil, a.nextSalt(sp.PrivacyProtocol))
	p.Version, p.MsgID, p.MsgFlags, p.SecurityModel, p.SecurityParameters = gosnmp.Version3, h.id, h.level(), gosnmp.UserSecurityModel, sp
	p.ContextEngineID = a.Engine.ID
	return encode(p)
}

// nextSalt is what makes the next message's cipher text another one: for DES the boots and a count (RFC 3414 8.1.1.1), for AES a number of
// 64 bits that no message had since the start; its keys go with boots and time, too.
func (a *Agent) nextSalt(p gosnmp.SnmpV3PrivProtocol) uint64 {
	n := a.salt.Add(1)
	if p == gosnmp.DES {
		return uint64(a.Engine.Boots)<<32 | n&0xffffffff
	}
	return n
}
