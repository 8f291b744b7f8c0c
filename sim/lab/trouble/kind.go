package trouble

import (
	"slices"
	"time"
)

// Kind is the name of a kind of trouble, as scenario files have it.
type Kind string

// The kinds.
const (
	Blocked    Kind = "service-port-blocked"
	Silent     Kind = "service-port-silent"
	Hangs      Kind = "service-hangs"
	Slow       Kind = "service-slow"
	Loss       Kind = "packet-loss"
	Delay      Kind = "packet-delay"
	Reorder    Kind = "packet-reorder"
	Duplicate  Kind = "packet-duplicate"
	MTU        Kind = "packet-size"
	Unresolved Kind = "dns-unresolved"
	Wrong      Kind = "dns-wrong"
)

// Trouble is one trouble of a path. The zero value is a blocked port.
type Trouble struct {
	Kind    Kind          // "" is Blocked
	Percent int           // of packets: Loss, Reorder, Duplicate
	Time    time.Duration // of Delay, for each round trip; of Slow, before a server answers
	Bytes   int           // of MTU: the largest IP packet that gets through
	To      string        // of Wrong: the node whose address the name gives
}

// Argument is what a kind of trouble must be told.
type Argument string

// The arguments, by their keys in scenario files.
const (
	Port    Argument = "port"
	Percent Argument = "percent"
	Time    Argument = "time"
	Bytes   Argument = "bytes"
	To      Argument = "to"
)

// Row is what is known of a kind.
type Row struct {
	Kind    Kind
	Needs   []Argument
	Takes   []Argument // without needing them
	Effect  string     // what it does to a path
	Memory  string     // how it is in memory
	Sockets string     // how it is on sockets
	Shows   string     // what phones show of it

	Names bool // it befalls names of servers; else ports
	Alone bool // what becomes of an exchange depends on which phone it is of

	add func(*course, *Trouble)
}

// rows are all kinds.
var rows = []Row{
	{Kind: Blocked, Needs: []Argument{Port}, Effect: "the port refuses, as behind a firewall that says so",
		Memory: "unreachable", Sockets: "nothing listens for the phones; where no phones are named, the port is closed for everybody",
		Shows: "`unreachable`, `tvs-unreachable`, `no-call-manager`", add: func(*course, *Trouble) {}},
	{Kind: Silent, Needs: []Argument{Port}, Effect: "packets to the port vanish: no refusal, no answer",
		Memory: "timeout when connecting", Sockets: "a port whose queue of connections is full (Linux; elsewhere one that accepts and says nothing); datagrams are swallowed",
		Shows: "as a blocked port; the request says that the server did not answer", add: func(c *course, _ *Trouble) { c.stop(Connect) }},
	{Kind: Hangs, Needs: []Argument{Port}, Effect: "connections are accepted, and nothing comes after that: a server that is half dead",
		Memory: "timeout after connecting", Sockets: "a relay accepts, and says nothing",
		Shows: "files come over the other port or not at all; `tvs-handshake-failed`; no registration", add: func(c *course, _ *Trouble) { c.stop(Flight) }},
	{Kind: Slow, Needs: []Argument{Port, Time}, Effect: "the server answers late",
		Memory: "compared with the phone's timeout", Sockets: "a relay keeps the answer back",
		Shows: "nothing within the timeout; beyond it `tvs-bad-answer` of TVS, else as a server that hangs", add: func(c *course, t *Trouble) { c.slow = max(c.slow, t.Time) }},
	{Kind: Loss, Needs: []Argument{Percent}, Takes: []Argument{Port}, Alone: true, Effect: "packets are lost, by a die that phone, server, file and the lab's clock throw",
		Memory: "the phone's repetitions are counted out", Sockets: "a relay loses the same TFTP packets; TCP is kept waiting as long as it would repeat",
		Shows: "nothing, or what a silent port shows, until the next boot", add: func(c *course, t *Trouble) { c.through *= 1 - float64(t.Percent)/100 }},
	{Kind: Delay, Needs: []Argument{Time}, Takes: []Argument{Port}, Effect: "every round trip takes longer",
		Memory: "compared with the phone's timeouts", Sockets: "a relay keeps packets back",
		Shows: "nothing within the timeouts; beyond them what a silent port shows", add: func(c *course, t *Trouble) { c.delay += t.Time }},
	{Kind: Reorder, Needs: []Argument{Percent}, Takes: []Argument{Port}, Effect: "datagrams overtake each other",
		Memory: "nothing: TFTP sends one packet at a time, and TCP sorts", Sockets: "a relay keeps datagrams back until the next has passed",
		Shows: "nothing", add: func(c *course, t *Trouble) { c.reorder = max(c.reorder, t.Percent) }},
	{Kind: Duplicate, Needs: []Argument{Percent}, Takes: []Argument{Port}, Effect: "datagrams come twice",
		Memory: "nothing: a packet that came is not taken again", Sockets: "a relay sends datagrams twice",
		Shows: "nothing", add: func(c *course, t *Trouble) { c.duplicate = max(c.duplicate, t.Percent) }},
	{Kind: MTU, Needs: []Argument{Bytes}, Takes: []Argument{Port}, Alone: true, Effect: "larger packets vanish, and nobody is told: an MTU black hole",
		Memory: "sizes of answers and certificates are compared", Sockets: "a relay loses the answer from its first large packet on",
		Shows: "TFTP works, small files come over HTTP; `tvs-handshake-failed`; secure phones do not register", add: func(c *course, t *Trouble) { c.narrow(t.Bytes) }},
	{Kind: Unresolved, Names: true, Effect: "the names of the nodes do not resolve; addresses go on working, those of TFTP servers among them",
		Memory: "no server of that name", Sockets: "the same: phones ask the lab for addresses",
		Shows: "as a node that is down, but for its files", add: func(*course, *Trouble) {}},
	{Kind: Wrong, Needs: []Argument{To}, Names: true, Effect: "the names of the nodes resolve to the address of another one",
		Memory: "the other node answers", Sockets: "the same: phones ask the lab for addresses",
		Shows: "`tvs-certificate-mismatch` where the ITL does not hold the other's certificate; else nothing", add: func(*course, *Trouble) {}},
}

// Rows returns all kinds. They must not be changed.
func Rows() []Row { return rows }

// Row returns the row of the trouble's kind.
func (t Trouble) Row() *Row { return t.Kind.Row() }

// Row returns the row of a kind, nil for one that there is not.
func (k Kind) Row() *Row {
	if k == "" {
		k = Blocked
	}
	i := slices.IndexFunc(rows, func(r Row) bool { return r.Kind == k })
	if i < 0 {
		return nil
	}
	return &rows[i]
}

// Allows reports whether the kind can be told something.
func (r *Row) Allows(a Argument) bool {
	return slices.Contains(r.Needs, a) || slices.Contains(r.Takes, a)
}
