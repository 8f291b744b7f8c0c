package trouble

import (
	"time"

	"tvslab/service"
)

// Stage is a part of an exchange.
type Stage int

// The stages, in their order. TFTP has the last one only, with as many parts as the file has blocks.
const (
	Done    Stage = iota // the exchange comes to its end
	Connect              // a connection of TCP
	Flight               // the server's first flight of TLS, in which its certificate is; else nothing
	Answer               // what the server says to the request
)

// Exchange is what a phone wants of a server.
type Exchange struct {
	Service  service.Service
	Luck     string     // what the dice are thrown by: equal texts have equal luck; "" for no bad luck at all
	Listens  bool       // somebody is there
	Flight   func() int // bytes of the server's certificate; asked where it matters
	Answer   func() int // bytes of the answer, as its protocol sends it; asked where it matters
	Patience Patience   // of the phone
	TLS13    bool       // both sides speak it
}

// Patience is how long a phone waits.
type Patience struct {
	Repeats []time.Duration // TFTP: after each transmission of a packet
	Connect time.Duration   // for a connection; 0 where Rest is for everything
	Rest    time.Duration   // for all that follows
}

// Fate is what becomes of an exchange.
type Fate struct {
	Stage Stage         // at which it gets stuck; Done if it does not
	Wait  time.Duration // how much longer than without troubles it takes until then
	Lost  []int         // TFTP: how many times each packet of the phone is lost, the request first; those that are left out are not
	Late  Course        // what is done to packets beside that, which decides nothing
}

// Course is what befalls the packets of a path.
type Course struct {
	Silent, Hangs      bool
	Reorder, Duplicate int // percent
	Loss               int // percent
	Largest            int // bytes of an IP packet; 0 for any
	Delay, Slow        time.Duration
}

// course is a Course in the making.
type course struct {
	stuck              Stage
	through            float64 // the part of packets that is not lost
	delay, slow        time.Duration
	reorder, duplicate int
	largest            int
}

func (c *course) stop(at Stage) {
	if c.stuck == Done || at < c.stuck {
		c.stuck = at
	}
}

func (c *course) narrow(bytes int) {
	if c.largest == 0 || bytes < c.largest {
		c.largest = bytes
	}
}

func courseOf(troubles []Trouble) *course {
	c := &course{through: 1}
	for i := range troubles {
		troubles[i].Row().add(c, &troubles[i])
	}
	return c
}

func (c *course) course() Course {
	return Course{Silent: c.stuck == Connect, Hangs: c.stuck == Flight, Reorder: c.reorder, Duplicate: c.duplicate,
		Loss: int((1-c.through)*100 + 0.5), Largest: c.largest, Delay: c.delay, Slow: c.slow}
}

// Of works out what becomes of an exchange on a path with these troubles.
func Of(troubles []Trouble, x Exchange) Fate {
	c := courseOf(troubles)
	f := Fate{Late: c.course()}
	if x.Service.UDP() {
		c.datagrams(&f, &x)
	} else {
		c.connection(&f, &x)
	}
	return f
}

// TFTP, RFC 1350 and package tftpd.
const (
	block          = 512
	serverPatience = 5 * time.Second // a server sends a block five times, a second apart
	longestTFTP    = 5 * time.Minute
)

// datagrams follows a file over TFTP, whose blocks fit into any packet.
func (c *course) datagrams(f *Fate, x *Exchange) {
	patience := sum(x.Patience.Repeats)
	switch {
	case c.stuck == Connect, x.Listens && (c.stuck != Done || c.delay+c.slow >= patience || c.delay >= serverPatience):
		f.Stage = Answer
		return
	}
	packets, d := 1, c.dice(x)
	if x.Listens && (c.delay > 0 || d.loses()) {
		packets = x.Answer()/block + 1
	}
	f.Wait = time.Duration(packets)*c.delay + c.slow
	for k := range packets {
		lost := d.lost(k, len(x.Patience.Repeats))
		waited := sum(x.Patience.Repeats[:lost])
		f.Lost, f.Wait = append(f.Lost, lost), f.Wait+waited
		if lost == len(x.Patience.Repeats) || k > 0 && waited >= serverPatience || f.Wait >= longestTFTP {
			f.Stage = Answer
			return
		}
	}
}

// sum adds up waits.
func sum(all []time.Duration) (d time.Duration) {
	for _, one := range all {
		d += one
	}
	return d
}

// TCP and TLS.
const (
	headers      = 40          // bytes of IP and TCP
	firstTimeout = time.Second // RFC 6298 section 2.1; it doubles
	mostTimeouts = 6           // after that nobody waits any more
	flightRest   = 450         // bytes of ServerHello, ServerKeyExchange for RSA 2048 and what is around them (RFC 5246); simplified
	recordRest   = 29          // bytes that a record of AES-GCM adds (RFC 5288)
	never        = 1000 * time.Hour
)

// trips is how many round trips a stage takes: the handshake two, also with TLS 1.3, where the second one is the question's.
var trips = map[Stage]time.Duration{Connect: 1, Flight: 2, Answer: 1}

// connection follows a connection from stage to stage.
func (c *course) connection(f *Fate, x *Exchange) {
	left, d := x.Patience, c.dice(x)
	for _, stage := range stagesOf(x) {
		took := trips[stage]*c.delay + d.timeouts(int(stage))
		if stage == answering(x.Service) {
			took += c.slow
		}
		if c.ends(stage, x) {
			took = never
		}
		budget := &left.Rest
		if stage == Connect && left.Connect > 0 {
			budget = &left.Connect
		}
		if took > 0 && took >= *budget {
			f.Stage = stage
			return
		}
		*budget -= took
		f.Wait += took
	}
}

// stagesOf are the stages of a connection. Where no TLS is spoken, a server that hangs does so in its answer.
func stagesOf(x *Exchange) []Stage {
	switch {
	case !x.Listens:
		return []Stage{Connect}
	case !x.Service.Secure():
		return []Stage{Connect, Answer}
	case x.Service == service.CAPF:
		return []Stage{Connect, Flight} // the server speaks first: what it is slow in is the handshake
	}
	return []Stage{Connect, Flight, Answer}
}

// answering is the stage in which a server is slow.
func answering(at service.Service) Stage {
	if at == service.CAPF {
		return Flight
	}
	return Answer
}

// ends reports whether an exchange gets no further than a stage: the server hangs, or sends a packet that does not get through.
func (c *course) ends(stage Stage, x *Exchange) bool {
	switch {
	case c.stuck == stage, stage == Answer && c.stuck == Flight:
		return true
	case c.largest == 0:
		return false
	case stage == Flight:
		return x.Flight()+flightRest > c.largest-headers
	case stage == Answer && x.Service.Secure():
		return x.Answer()+recordRest > c.largest-headers
	}
	return stage == Answer && x.Answer() > c.largest-headers
}
