package lab

import (
	"bytes"
	"cmp"
	"context"
	"crypto"
	"crypto/x509"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"

	"tvslab/capf"
	"tvslab/devices"
	"tvslab/event"
	"tvslab/outcome"
	"tvslab/phone"
	"tvslab/sim"
	"tvslab/sim/lab/population"
	"tvslab/sim/lab/trouble"
)

// outcomes collects what CAPF sessions came to until somebody may write it into the clusters: of each device and kind of
// operation the first, which is the one that counts, so that a device that comes again and again adds nothing; and how often its
// authentication string was wrong. Safe for concurrent use.
type outcomes struct {
	mutex   sync.Mutex
	open    map[session]capf.Outcome
	wrong   map[session]capf.Outcome
	writing map[session]capf.Outcome // taken, and not in the databases yet
	some    chan struct{}            // has a value when there are some; of one place
}

// session is what tells sessions apart that may end an operation.
type session struct {
	node, device string // node of the CAPF service
	kind         capf.Kind
}

// add takes an outcome. One that ends no operation is nothing to write down.
func (o *outcomes) add(node string, one capf.Outcome) {
	if one.Refused && one.Wrong == 0 || one.Kind == capf.None && one.Shown == nil {
		return
	}
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if o.open == nil {
		o.open, o.wrong = map[session]capf.Outcome{}, map[session]capf.Outcome{}
	}
	key := session{node, one.Device, one.Kind}
	_, known := o.open[key]
	switch {
	case one.Refused:
		one.Wrong += o.wrong[key].Wrong
		o.wrong[key] = one
	case known:
		return
	default:
		o.open[key] = one
	}
	select {
	case o.some <- struct{}{}:
	default: // there is one already, or nobody waits for any
	}
}

// take returns what was collected, by node, and in the order of the devices' names, whoever was faster.
func (o *outcomes) take() map[string][]capf.Outcome {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	taken := map[string][]capf.Outcome{}
	for _, some := range []map[session]capf.Outcome{o.open, o.wrong} {
		for at, one := range some {
			taken[at.node] = append(taken[at.node], one)
		}
	}
	o.open, o.wrong, o.writing = nil, nil, o.open
	for _, list := range taken {
		slices.SortFunc(list, func(a, b capf.Outcome) int {
			return cmp.Or(strings.Compare(a.Device, b.Device), strings.Compare(string(a.Kind), string(b.Kind)), a.Wrong-b.Wrong)
		})
	}
	return taken
}

// written says that the databases have what was taken.
func (o *outcomes) written() {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.writing = nil
}

// adopt takes over what others collected.
func (o *outcomes) adopt(others *outcomes) {
	others.mutex.Lock()
	defer others.mutex.Unlock()
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if o.open == nil {
		o.open, o.wrong = map[session]capf.Outcome{}, map[session]capf.Outcome{}
	}
	maps.Copy(o.open, others.open)
	maps.Copy(o.wrong, others.wrong)
}

// all returns what is open, in an order that depends on nothing else.
func (o *outcomes) all() (all []ended) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	for _, some := range []map[session]capf.Outcome{o.open, o.wrong} {
		for at, one := range some {
			all = append(all, ended{at.node, one})
		}
	}
	slices.SortFunc(all, func(a, b ended) int {
		return cmp.Or(strings.Compare(a.node, b.node), strings.Compare(a.outcome.Device, b.outcome.Device),
			strings.Compare(string(a.outcome.Kind), string(b.outcome.Kind)), a.outcome.Wrong-b.outcome.Wrong)
	})
	return all
}

// become forgets what was open, for these.
func (o *outcomes) become(all []ended) {
	o.mutex.Lock()
	o.open, o.wrong, o.writing = nil, nil, nil
	o.mutex.Unlock()
	for _, e := range all {
		o.add(e.node, e.outcome)
	}
}

// pending is what a device has pending, by the database and by the sessions that ended since: an operation that was tried is over,
// whether the database has it already or not.
func (o *outcomes) pending(node, device string, op capf.Operation) capf.Operation {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	key := session{node, device, op.Kind}
	_, open := o.open[key]
	_, writing := o.writing[key]
	if open || writing {
		return capf.Operation{Kind: capf.None, Own: op.Own, Extras: op.Extras, Busy: op.Busy}
	}
	return op
}

// Operations are the certificate operations of a lab that ended in sessions which the lab did not begin: those of phones of
// others on its servers. Those of its own phones end with what the phones do.
type Operations struct{ lab *Lab }

// Operations returns the certificate operations.
func (l *Lab) Operations() Operations { return Operations{l} }

// Ended has a value when sessions have ended whose operations the databases still have as pending, now and then when there
// is none.
func (o Operations) Ended() <-chan struct{} { return o.lab.outcomes.some }

// Finish writes into the databases what sessions came to. As methods of the lab, it is called by one goroutine at a time.
func (o Operations) Finish() error { return o.lab.finishOperations(nil) }

// tells reports whether the session of a device was one of a phone of the lab that acted, which is logged with what it did.
func (l *Lab) tells(d *done) bool { return d != nil && (d.enrolled() || d.silent || !l.told.watches()) }

// finishOperations writes the outcomes of CAPF sessions into the databases. What came of the session of a part's first phone
// came of those of all its phones.
func (l *Lab) finishOperations(all []done) error {
	taken := l.outcomes.take()
	if len(taken) == 0 {
		return nil
	}
	defer l.outcomes.written()
	l.wrote = true
	by := make(map[devices.Number]*done, len(all))
	for i := range all {
		by[all[i].First()] = &all[i]
	}
	for _, n := range l.clusters.nodes() {
		if len(taken[n.ID]) == 0 {
			continue
		}
		if err := l.DoOn(n.ID, sim.FinishOperations(l.ended(taken[n.ID], by)...)); err != nil {
			return err
		}
		l.logVisits(n.ID, taken[n.ID], by)
	}
	return nil
}

// logVisits writes the sessions that the lab did not begin into the log of CAPF; those of its own phones are there.
func (l *Lab) logVisits(node string, outcomes []capf.Outcome, by map[devices.Number]*done) {
	for _, o := range outcomes {
		if n, ok := devices.Parse(o.Device); !ok || l.tells(by[n]) || o.Kind == capf.None {
			continue
		}
		for range max(min(o.Wrong, mostLogged), 1) {
			l.told.log(event.Event{Time: l.Now(), Node: node, What: enrolment{o.Device, o.Kind, o.Code()}})
		}
	}
}

// mostLogged is how many wrong strings of a device are logged at a time: as many as it may give before CAPF pauses.
const mostLogged = 10

// ended are outcomes as the database takes them.
func (w *world) ended(outcomes []capf.Outcome, by map[devices.Number]*done) []sim.Ended {
	var all []sim.Ended
	for _, o := range outcomes {
		n, ok := devices.Parse(o.Device)
		if !ok {
			continue
		}
		e := sim.Ended{Devices: devices.One(n), Outcome: o}
		if d := by[n]; d != nil {
			e.Devices = d.Phones
			if lsc := d.Class.State.LSC; o.LSC != nil && lsc != nil && bytes.Equal(lsc.Serial, o.LSC.Serial) {
				e.Outcome.LSC = lsc.LSC // of all of them
			}
			e.Outcome.Shown = w.shownBy(d.Class, o)
		}
		all = append(all, e)
	}
	return all
}

// shownBy is the certificate that phones of a class showed, as that of all of them.
func (w *world) shownBy(c *population.Class, o capf.Outcome) *capf.LSC {
	switch lsc := c.State.LSC; {
	case o.Shown == nil:
		return nil
	case lsc != nil && bytes.Equal(lsc.Serial, o.Shown.Serial):
		return lsc.LSC
	case len(o.Shown.Serial) == 0: // the MIC, in memory
		return w.micsOf(c, o.Device)
	}
	return o.Shown
}

// capfAuthority is the CAPF service of a node, which tells the lab how sessions ended.
type capfAuthority struct {
	capf.Authority
	node     string
	outcomes *outcomes
}

// Pending implements capf.Authority.
func (a capfAuthority) Pending(device string) (capf.Operation, bool) {
	op, ok := a.Authority.Pending(device)
	return a.outcomes.pending(a.node, device, op), ok
}

// Done implements capf.Authority.
func (a capfAuthority) Done(o capf.Outcome) { a.outcomes.add(a.node, o) }

// Enrol implements phone.Network.
func (m *memory) Enrol(_ context.Context, call phone.Call, s capf.Session) (capf.Result, error) {
	where := "capf " + call.Server
	c, n := m.world.reach(call)
	if fate, hit := m.world.fate(call, capfExchange(c, n), thrown); hit && fate.Stage != trouble.Done {
		return capf.Result{}, stuck(call, fate)
	}
	if n == nil {
		return capf.Result{}, capf.Failed(where, outcome.Unreachable, nil)
	}
	authority, ok := c.CAPF(n.ID)
	if !ok {
		return capf.Result{}, capf.Failed(where, outcome.Unreachable, nil)
	}
	if err := call.Judge(n.LoadedCAPF().DER); err != nil {
		return capf.Result{}, capf.Failed(where, outcome.Untrusted, err)
	}
	return capf.Run(capfAuthority{authority, n.ID, &m.world.outcomes}, &s), nil
}

// Enrol implements phone.Network: nobody enrols in a supposed network.
func (w whatIf) Enrol(_ context.Context, call phone.Call, _ capf.Session) (capf.Result, error) {
	return capf.Result{}, capf.Failed("capf "+call.Server, outcome.Unreachable, nil)
}

// capfNode is a node's CAPF service as the server of package capf wants it.
type capfNode struct{ host }

// with lets the service answer, if it still runs.
func (n capfNode) with(question func(capf.Authority)) {
	n.ask(func(c *sim.Cluster) {
		if authority, ok := c.CAPF(n.node); ok {
			question(authority)
		}
	})
}

// Pending implements capf.Authority.
func (n capfNode) Pending(device string) (op capf.Operation, ok bool) {
	n.with(func(a capf.Authority) { op, ok = a.Pending(device) })
	return n.lab.outcomes.pending(n.node, device, op), ok
}

// Issuers implements capf.Authority.
func (n capfNode) Issuers() (issuers []*x509.Certificate) {
	n.with(func(a capf.Authority) { issuers = a.Issuers() })
	return issuers
}

// Issue implements capf.Authority.
func (n capfNode) Issue(device string, public func() (crypto.PublicKey, error)) (lsc *capf.LSC, err error) {
	err = errors.New("the CAPF service does not run any more")
	n.with(func(a capf.Authority) { lsc, err = a.Issue(device, public) })
	return lsc, err
}

// Done implements capf.Authority.
func (n capfNode) Done(o capf.Outcome) { n.lab.outcomes.add(n.node, o) }

// UpdateLSC does what a person does on the LSC screen of phones: they go to CAPF at once, with the authentication
// string typed; "" types the string of the device page, where there is one. Phones that are off do nothing.
func (l *Lab) UpdateLSC(ctx context.Context, authString string, sets ...devices.Set) error {
	return l.act(ctx, l.on(sets), func(ctx context.Context, p *awake, r *record) {
		typed := authString
		p.OwnString = nil
		c := l.clusterOf(p.Class)
		if d := c.Device(p.Name); typed == "" && d != nil {
			typed = d.AuthString
			p.OwnString = c.AuthStringsOf(d.Standing)
		}
		report := p.UpdateLSC(ctx, l.networkOf(p, r), typed)
		p.Report.Enrolment, p.Report.EnrolmentDetail, p.Report.CAPF = report.Enrolment, report.EnrolmentDetail, report.CAPF
		if report.CAPF.Again > 0 {
			l.goOn(p)
		}
	})
}
