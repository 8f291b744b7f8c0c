package snmp

import (
	"slices"
	"sync/atomic"

	"github.com/gosnmp/gosnmp"
)

const (
	// mostAnswer is how long an answer is: what an Ethernet frame carries in a datagram.
	mostAnswer = 1472
	// leastAnswer is what every manager takes (RFC 3417: 484 bytes).
	leastAnswer = 484
	// frame is what stands around names and values in an answer, at most, beside community, user and contexts.
	frame = 160
)

// Agent answers managers. Its fields must not change once it answers; it is safe for concurrent use.
type Agent struct {
	Engine Engine
	// Communities let in managers of versions 1 and 2c.
	Communities []string
	Users       Users
	// Tree is what may be asked at the moment; false where nobody answers.
	Tree func() (Tree, bool)

	salt  atomic.Uint64
	stats [len(statNames)]atomic.Uint32
}

// Answer returns what is answered to a datagram, nil for nothing. It may change the datagram.
func (a *Agent) Answer(datagram []byte) []byte {
	version, ok := versionOf(datagram)
	if !ok {
		return nil
	}
	if version == gosnmp.Version3 {
		return a.answerUser(datagram)
	}
	return a.answerCommunity(datagram)
}

// answerCommunity answers managers of versions 1 and 2c.
func (a *Agent) answerCommunity(datagram []byte) []byte {
	codec := gosnmp.GoSNMP{}
	q, err := codec.UnmarshalTrap(datagram, false) // reads any message
	if err != nil || q.Version != gosnmp.Version1 && q.Version != gosnmp.Version2c || !slices.Contains(a.Communities, q.Community) {
		return nil
	}
	got, ok := a.ask(q, mostAnswer-len(q.Community))
	if !ok {
		return nil
	}
	return encode(&gosnmp.SnmpPacket{Version: q.Version, Community: q.Community, PDUType: gosnmp.GetResponse, RequestID: q.RequestID,
		Variables: got.variables, Error: got.status, ErrorIndex: got.index})
}

// ask carries a request out, for an answer of so many bytes.
func (a *Agent) ask(q *gosnmp.SnmpPacket, room int) (answer, bool) {
	tree, ok := a.Tree()
	if !ok {
		return answer{}, false
	}
	return question{q, tree, room - frame}.answer()
}

// encode writes a message; nil where that is not possible, as with values of unknown types that are given back.
func encode(p *gosnmp.SnmpPacket) []byte {
	message, err := p.MarshalMsg()
	if err != nil || len(message) > mostAnswer {
		return nil
	}
	return message
}
