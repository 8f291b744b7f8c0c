package lab

import (
	"crypto/tls"
	"strconv"
	"time"

	"tvslab/capf"
	"tvslab/outcome"
	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/registration"
	"tvslab/service"
	"tvslab/sim"
	"tvslab/sim/lab/trouble"
	"tvslab/tftpd"
	"tvslab/tvs"
)

// meant is what is known of a phone's call before anything goes wrong with it: who is there, and how much it will say.
type meant struct {
	node           *sim.Node // nil for nobody
	listens        bool
	flight, answer func() int // bytes
}

func nothing() int { return 0 }

// fileExchange is a request for a file. Nobody judges a server yet.
func (m *memory) fileExchange(c phone.Call) meant {
	if len(m.world.faults) == 0 {
		return meant{}
	}
	if c.Service == service.HTTPS {
		return m.httpsExchange(c)
	}
	f, err := m.fetch(c)
	x := meant{listens: outcome.Of(err) != outcome.Unreachable, flight: nothing, answer: sizeOf(f)}
	if c.Service == service.HTTP {
		x.answer = func() int { return tftpd.AnswerSize(sizeOf(f)()) }
	}
	return x
}

// sizeOf is the size of a file that may be missing.
func sizeOf(f *content.File) func() int {
	if f == nil {
		return nothing
	}
	return f.Size
}

// httpsExchange is a request for a file over HTTPS. A server without a certificate for elliptic curves sends an alert instead.
func (m *memory) httpsExchange(call phone.Call) meant {
	x := meant{flight: nothing, answer: nothing}
	c := m.world.clusters.of(call.Server)
	if c == nil {
		return x
	}
	shown := c.Shows(call.Server, call.Service)
	x.listens = len(shown) > 0
	if !x.listens || !shown[0].Store.Elliptic() {
		return x
	}
	x.flight = func() int { return len(shown[0].DER) }
	x.answer = func() int {
		call.Judge = func([]byte) error { return nil }
		f, _ := m.open(m.world.clusters, call)
		return tftpd.AnswerSize(sizeOf(f)())
	}
	return x
}

// tvsExchange is a question to TVS of a node.
func tvsExchange(c *sim.Cluster, n *sim.Node, r *tvs.Request) meant {
	m := meant{node: n, flight: nothing, answer: nothing}
	if n == nil {
		return m
	}
	authority, ok := c.TVS(n.ID)
	if m.listens = ok; ok {
		m.flight = func() int { return len(n.LoadedTVS().DER) }
		m.answer = func() int {
			answer, _ := tvs.Respond(authority, r).Marshal() // a response of our own; one that has no bytes gets no answer anyway
			return len(answer)
		}
	}
	return m
}

// registrationExchange is a registration at a node. The answers of call managers are small.
func registrationExchange(n *sim.Node) meant {
	m := meant{node: n, listens: n != nil && n.Running(sim.ServiceCCM), flight: nothing, answer: nothing}
	if m.listens {
		m.flight = func() int { return len(n.Loaded(sim.ServiceCCM).DER) }
	}
	return m
}

// capfExchange is a session with the CAPF server of a node.
func capfExchange(c *sim.Cluster, n *sim.Node) meant {
	m := meant{node: n, flight: nothing, answer: nothing}
	if n == nil {
		return m
	}
	if _, m.listens = c.CAPF(n.ID); m.listens {
		m.flight = func() int { return len(n.LoadedCAPF().DER) }
	}
	return m
}

// troubles are those of a phone's path to a port of a node, but for ports that refuse and names.
func (w *world) troubles(name, node string, port int) (all []trouble.Trouble) {
	for _, f := range w.faults {
		if !f.blocks() && !f.Row().Names && f.hits(name, node, port) {
			all = append(all, f.Trouble)
		}
	}
	return all
}

// dice say whether luck has a part in what becomes of a call.
type dice bool

const (
	thrown dice = true  // by phones that act
	calm   dice = false // for questions how phones stand
)

// fate works out what becomes of a call; hit is false where nothing is wrong on its way.
func (w *world) fate(call phone.Call, m meant, d dice) (fate trouble.Fate, hit bool) {
	if len(w.faults) == 0 {
		return fate, false
	}
	if m.node == nil && call.Own {
		m.node = w.clusters.node(call.Server)
	}
	if m.node == nil || w.blocked(call.Phone, m.node.ID, call.Port) {
		return fate, false
	}
	all := w.troubles(call.Phone, m.node.ID, call.Port)
	if len(all) == 0 {
		return fate, false
	}
	x := trouble.Exchange{Service: call.Service, Listens: m.listens, Flight: m.flight, Answer: m.answer, Patience: patience(w.settings, call.Service)}
	if d == thrown {
		x.Luck = w.luck(call, m.node)
	}
	return trouble.Of(all, x), true
}

// luck is what the dice of a call are thrown by: the same on every network, another one at another time.
func (w *world) luck(call phone.Call, n *sim.Node) string {
	return strconv.FormatUint(w.seed, 10) + "|" + call.Phone + "|" + n.ID + "|" + call.Service.String() + "|" + strconv.Itoa(call.Port) + "|" +
		call.File + "|" + strconv.FormatInt(w.Now().Unix(), 10)
}

// patience is how long phones wait for a service.
func patience(s *phone.Settings, at service.Service) trouble.Patience {
	switch at {
	case service.TFTP:
		return trouble.Patience{Repeats: s.TFTPRetransmit}
	case service.UDPSIP:
		return trouble.Patience{Repeats: registration.Repeats(s.HTTPTimeout)}
	case service.TVS:
		return trouble.Patience{Connect: s.TVSConnectTimeout, Rest: s.TVSAnswerTimeout}
	case service.CAPF:
		return trouble.Patience{Connect: capf.DefaultClientTimeout, Rest: capf.DefaultClientTimeout}
	}
	return trouble.Patience{Rest: s.HTTPTimeout} // registrations too
}

// stuck is what a phone is told of a call that got no further.
func stuck(call phone.Call, fate trouble.Fate) error {
	o := outcome.Timeout
	switch {
	case call.Service.Secure() && call.Service != service.HTTPS && fate.Stage == trouble.Flight:
		o = outcome.Handshake
	case call.Service == service.TVS && fate.Stage == trouble.Answer:
		o = outcome.BadAnswer
	}
	switch call.Service {
	case service.TVS:
		return tvs.Failed("tvs "+call.Server, o, nil)
	case service.CAPF:
		return capf.Failed("capf "+call.Server, o, nil)
	}
	return o
}

// question is how many records of application data a phone sends until it has asked: with TLS 1.3 the end of its handshake is one.
func question(call phone.Call) int {
	switch {
	case !call.Service.Secure():
		return 0
	case call.Service == service.TVS && call.TLS >= tls.VersionTLS13:
		return 2
	}
	return 1
}

// longest bounds what a lab waits in real time for each thing that is late. The phones' clock is the lab's.
const longest = 200 * time.Millisecond
