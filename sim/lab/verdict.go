package lab

import (
	"cmp"
	"context"
	"slices"

	"tvslab/devices"
	"tvslab/outcome"
	"tvslab/parallel"
	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/service"
	"tvslab/sim/lab/population"
)

// Trust says where a phone stands with a trust list, or with both.
type Trust string

// The verdicts, best first.
const (
	TrustNone     Trust = "none"     // no list stored; the first one is accepted blind
	TrustBlank    Trust = "blank"    // holds the blank ITL of the rollback parameter and no CTL that decides
	TrustCurrent  Trust = "current"  // holds what is served, byte for byte
	TrustBehind   Trust = "behind"   // holds something else and would accept what is served
	TrustRefusing Trust = "refusing" // would reject it, but a TVS server could still vouch
	TrustLocked   Trust = "locked"   // would reject it, and nobody can vouch
)

// Trusts lists the verdicts, best first.
func Trusts() []Trust {
	return []Trust{TrustNone, TrustBlank, TrustCurrent, TrustBehind, TrustRefusing, TrustLocked}
}

// severity is the place of a verdict among all.
var severity = func() map[Trust]int {
	places := map[Trust]int{}
	for i, t := range Trusts() {
		places[t] = i
	}
	return places
}()

// WorseThan compares verdicts: whether fewer phones are healed with less work.
func (t Trust) WorseThan(other Trust) bool { return severity[t] > severity[other] }

// Verdict is where a phone stands.
type Verdict struct {
	Trust    Trust
	List     string                  // "CTL" or "ITL": the list that Trust is about; "" with TrustNone
	Lists    [len(trust.Lists)]Trust // by trust.List
	Decision trust.Decision          // what the phone would decide about that list as it is served now
	Config   string                  // current, kept-old or none, of the last boot
	// Registered is the node the phone is registered with, "" if with none; Reason says why.
	Registered string
	Reason     reason.Code
	RejectedBy string    // the node that said no to the device, "" for none
	Port       int       // it is registered with, 0 if with none
	Security   Security  // of that registration, "" if there is none
	Load       Load      // the firmware that the phone runs, against what its cluster wants it to run
	LSC        LSC       // the phone's locally significant certificate
	ITLStatus  ITLStatus // what CCMAdmin's phone list says of the ITL it reported; "" where the release has no such field
	Network    string    // why 802.1X would keep it out of the network now, "" if it does not
}

// NotRegistered says why the phone is not registered: the code and who said no, and the code's text. They are "" where it is, or
// where it never tried.
func (v Verdict) NotRegistered() (code, text string) {
	switch {
	case v.Registered != "" || v.Reason == "":
		return "", ""
	case v.RejectedBy != "":
		return string(v.Reason) + " by " + v.RejectedBy, v.Reason.Text()
	}
	return string(v.Reason), v.Reason.Text()
}

// Load is the firmware of a phone.
type Load struct {
	Runs string // name, "" where no configuration ever named one
	Old  bool   // the cluster that the phone belongs to names another one
}

// load compares what the phone runs with what its configuration names now.
func (w *world) load(p *awake) Load {
	d := w.clusterOf(p.Class).Device(p.Name)
	return Load{Runs: p.State.Load, Old: d != nil && d.Profile.Load != "" && d.Profile.Load != p.State.Load}
}

// Security is how a phone is registered.
type Security string

// The securities, by the phone security profile's Device Security Mode.
const (
	SecurityNone          Security = "non-secure"
	SecurityAuthenticated Security = "authenticated"
	SecurityEncrypted     Security = "encrypted"
)

// LSC says what a phone's LSC is worth.
type LSC string

// The values of LSC. A phone without one uses its MIC.
const (
	LSCNone    LSC = "none"
	LSCValid   LSC = "valid"
	LSCUnknown LSC = "issuer-unknown" // its call manager does not have the issuer in CallManager-trust
	LSCExpired LSC = "expired"        // the LSC itself, or the certificate of its issuer
)

// registeredSecurity reads the security of a registration off the configuration it was made with and its port.
func registeredSecurity(p *awake) Security {
	switch c := p.State.ParsedConfig; {
	case p.Report.RegisteredPort != service.SecureSIP.Port() && p.Report.RegisteredPort != service.SecureSCCP.Port() || c == nil:
		return SecurityNone
	case c.SecurityMode == content.ModeEncrypted:
		return SecurityEncrypted
	}
	return SecurityAuthenticated
}

// lsc judges the phone's LSC as the cluster it belongs to would.
func (w *world) lsc(p *awake) LSC {
	if p.State.LSC == nil {
		return LSCNone
	}
	node := p.Report.Registered
	c := w.clusterOf(p.Class)
	if c.Node(node) == nil {
		node = c.Publisher().ID
	}
	switch err := judgeIdentity(c, node, p.Identity()); {
	case outcome.Of(err) == outcome.Expired:
		return LSCExpired
	case err != nil:
		return LSCUnknown
	}
	return LSCValid
}

// Judge works out where a phone stands by asking what it would do with what its TFTP server serves now. The phone
// does not change, and no network is used: the answer comes from the cluster itself, whatever the lab runs on.
func (l *Lab) Judge(ctx context.Context, p Phone) Verdict { return l.Stands(ctx, p.Alone())[0].Verdict }

// Stand is phones that stand alike, and where.
type Stand struct {
	Phones  devices.Set
	Phone   Phone // the first of them
	Verdict Verdict
}

// Stands judges phones as Judge does, those that stand alike together, in the order of their groups and then of the first phones of
// each. Decision is that of the first.
func (l *Lab) Stands(ctx context.Context, set devices.Set) []Stand {
	return l.standsIn(ctx, l.world, set)
}

func (l *Lab) standsIn(ctx context.Context, w *world, set devices.Set) []Stand {
	l.mutex.RLock()
	defer l.mutex.RUnlock()
	parts := w.alike(set)
	slices.SortStableFunc(parts, func(a, b population.Part) int { return cmp.Compare(w.groupOf(a), w.groupOf(b)) })
	stands := make([]Stand, len(parts))
	judge := func(i int) { stands[i] = Stand{parts[i].Phones, Phone{l, parts[i].First()}, w.verdict(ctx, parts[i])} }
	const few = 16 // verdicts that take less time than another goroutine would
	if len(parts) > few {
		_ = parallel.Each(context.Background(), len(parts), 0, judge)
		return stands
	}
	for i := range parts {
		judge(i)
	}
	return stands
}

// groupOf is the number of the group that phones of one class are of.
func (w *world) groupOf(p population.Part) int {
	group, _, _ := w.people.Place(p.First())
	return group
}

// verdict judges a kind of phones once for each state of the lab.
func (w *world) verdict(ctx context.Context, part population.Part) Verdict {
	a := w.answers()
	name := part.First().Name()
	if known, ok := a.verdicts.Load(part.Kind); ok {
		v := known.(told)
		t := population.Telling{From: v.name, To: name}
		v.Decision = t.Decision(v.Decision)
		return v.Verdict
	}
	p := w.wake(part.Class, part.First())
	v := w.judge(ctx, p, w.supposedNetwork(p, calmly{w.memory}))
	a.verdicts.Store(part.Kind, told{v, name})
	return v
}

// told is a verdict whose texts hold the name of a phone.
type told struct {
	Verdict
	name string
}

func (w *world) judge(ctx context.Context, p *awake, net phone.Network) Verdict {
	j := p.Phone.Judge(ctx, net)
	v := Verdict{Config: string(p.Report.ConfigState), Reason: p.Report.RegisterReason, RejectedBy: p.Report.RejectedBy}
	v.Load = w.load(p)
	v.LSC, v.ITLStatus = w.lsc(p), w.itlStatus(p)
	if p.On && p.Report.Registered != "" {
		v.Registered, v.Port, v.Security = p.Report.Registered, p.Report.RegisteredPort, registeredSecurity(p)
	}
	if why := w.admitted(p); why != nil {
		v.Network = why.Error()
	}
	if v.Config == "" {
		v.Config = "none"
	}
	for _, which := range trust.Lists {
		v.Lists[which] = w.listTrust(ctx, p, which, j[which])
	}
	worst := trust.ITL
	if severity[v.Lists[trust.CTL]] > severity[v.Lists[trust.ITL]] {
		worst = trust.CTL
	}
	v.List, v.Trust, v.Decision = worst.String(), v.Lists[worst], j[worst].Decision
	settleBlank(p, &v)
	if held := p.Held(); held.Nothing() {
		v.Trust, v.Lists, v.List = TrustNone, [...]Trust{TrustNone, TrustNone}, ""
	}
	return v
}

// settleBlank marks a phone with the blank ITL, unless a CTL decides or it refuses something.
func settleBlank(p *awake, v *Verdict) {
	held, rules := p.Held(), p.Rules()
	if !held.Blank() {
		return
	}
	if severity[v.Lists[trust.ITL]] < severity[TrustRefusing] {
		v.Lists[trust.ITL] = TrustBlank
	}
	if !held.CTLDecides(&rules) && severity[v.Trust] < severity[TrustRefusing] {
		v.Trust, v.List = TrustBlank, trust.FileITL
	}
}

// listTrust judges one list. A list that is stored while none is served stays what it is: nothing is refused.
func (w *world) listTrust(ctx context.Context, p *awake, which trust.List, j phone.JudgedList) Trust {
	switch stored := p.State.Lists[which].File; {
	case j.Served == nil && stored == nil:
		return TrustNone
	case j.Served == nil || stored != nil && stored.Same(j.Served):
		return TrustCurrent
	case j.Decision.Accepted:
		return TrustBehind
	case w.couldVouch(ctx, p, which):
		return TrustRefusing
	}
	return TrustLocked
}
