package phone

import (
	"context"
	"slices"
	"time"

	"tvslab/phone/reason"
	"tvslab/phone/trust"
)

// Urge is something that a phone does by itself, when it is time.
type Urge string

// The urges.
const (
	Boots     Urge = "boot"      // fetches its files again, lists first
	Asks      Urge = "configure" // fetches its configuration again, and registers
	Registers Urge = "register"  // goes to its call managers with the configuration that it has; no file is fetched
	Returns   Urge = "fall-back" // the same, for a better call manager than the one that has it
	Enrols    Urge = "enrol"     // goes to CAPF again, after a failure of the communication; and registers, where it is not
)

// Life is how a phone that is on goes on by itself: plain data, from which everything follows. The zero value does nothing.
type Life struct {
	Do    Urge      // "" for nothing
	At    time.Time // when, on the clock that the phone goes by
	Since time.Time // no call manager has it since; zero while one has
	Tries int       // in vain since then
}

// beat is what times of deeds are rounded up to, so that phones that stand alike act together however they came to it. Phones have no
// such beat: it is the lab's.
const beat = 5 * time.Second

// due is the moment so long after another.
func due(now time.Time, after time.Duration) time.Time {
	at := now.Add(after)
	if whole := at.Truncate(beat); whole.Before(at) {
		return whole.Add(beat)
	}
	return at
}

// retry is what a phone does about a registration that failed.
type retry struct {
	code  reason.Code
	do    Urge
	after func(*Settings) time.Duration
}

// retries is what phones do by themselves where no call manager has them; about other reasons they do nothing, since the same would come
// of it until somebody changes a list, a certificate or a configuration. Sources: phone-by-phone logs of retries are few; see the
// settings for each interval. That a rejected phone resets is inferred from displays that go round; that one without any call manager in
// its CTL asks for the CTL again is the security guide's (12.5) word on older phones.
var retries = []retry{
	{reason.NoCallManager, Registers, retryCallManagers},
	{reason.CallManagerUnknown, Registers, retryCallManagers},
	{reason.CallManagerExpired, Registers, retryCallManagers},
	{reason.LSCIssuerUnknown, Registers, retryCallManagers},
	{reason.LSCExpired, Registers, retryCallManagers},
	{reason.MICIssuerUnknown, Registers, retryCallManagers},
	{reason.MICExpired, Registers, retryCallManagers},
	{reason.NoSecureCallManager, Boots, retryWithoutConfig},
	{reason.Rejected, Boots, retryRejected},
	{reason.RejectedUnknownDevice, Boots, retryRejected},
	{reason.RejectedProtocol, Boots, retryRejected},
	{reason.RejectedModel, Boots, retryRejected},
	{reason.RejectedSecurity, Boots, retryRejected},
	{reason.RejectedName, Boots, retryRejected},
	{reason.RejectedCredentials, Boots, retryRejected},
}

func retryCallManagers(s *Settings) time.Duration  { return s.RetryCallManagers }
func retryRejected(s *Settings) time.Duration      { return s.RetryRejected }
func retryWithoutConfig(s *Settings) time.Duration { return s.RetryWithoutConfig }

// After returns how a phone goes on after a boot, or after it went to its call managers or to CAPF: r says what came of it.
func (p *Phone) After(was Life, r *Report) (next Life) {
	switch {
	case r.Registered != "":
	case was.Since.IsZero():
		next.Since = p.now()
	default:
		next.Since, next.Tries = was.Since, was.Tries+1
	}
	var after time.Duration
	if next.Do, after = p.next(r); next.Do != "" {
		next.At = due(p.now(), after)
	}
	return next
}

// next is what the phone does by itself, and after which time.
func (p *Phone) next(r *Report) (Urge, time.Duration) {
	switch {
	case r.CAPF.Again > 0:
		return Enrols, r.CAPF.Again
	case r.Registered == "":
		return p.retry(r)
	case r.RetryAfter > 0: // the configuration that came was none
		return Asks, r.RetryAfter
	}
	return "", 0
}

// retry is what the phone does about a registration that failed, and after which time.
func (p *Phone) retry(r *Report) (Urge, time.Duration) {
	s := p.settings()
	switch {
	case r.RetryAfter > 0 && unanswered(r):
		return Boots, s.RetryWithoutTFTP
	case r.RetryAfter > 0:
		return Boots, r.RetryAfter
	}
	if i := slices.IndexFunc(retries, func(row retry) bool { return row.code == r.RegisterReason }); i >= 0 {
		return retries[i].do, retries[i].after(s)
	}
	return "", 0
}

// unanswered reports whether no TFTP server answered at the last boot.
func unanswered(r *Report) bool {
	return len(r.Decisions) > 0 && r.Decisions[0].Code == reason.Unreachable
}

// Lost returns how a phone goes on that a call manager had which it hears no more of. closed says that the other side closed the connection,
// which phones tell at once (they alarm "Last=cm-closed-tcp"); else they miss the answer to the next message that keeps the
// registration alive.
func (p *Phone) Lost(r *Report, closed bool) Life {
	s := p.settings()
	after := s.KeepaliveSIP
	switch {
	case closed:
		after = 0
	case r.SCCP:
		after = s.KeepaliveSCCP
	}
	return Life{Do: Registers, At: due(p.now(), after)}
}

// Better returns the call managers of the configuration in use that the phone would rather be registered with than where it is; none where
// it is with the first, or with none.
func (p *Phone) Better(r *Report) (nodes []string) {
	c := p.State.ParsedConfig
	if c == nil || r.Registered == "" {
		return nil
	}
	for _, m := range c.CallManagers {
		if m.Node == r.Registered {
			return nodes
		}
		nodes = append(nodes, m.Node)
	}
	return nodes // it is with one of its TFTP servers
}

// FallBack returns how a phone goes on of whose better call managers one is back.
func (p *Phone) FallBack() Life {
	return Life{Do: Returns, At: due(p.now(), p.settings().FallBackAfter)}
}

// Act does what a phone does by itself, and returns what its last boot has brought by then; last is what it had brought so far.
func (p *Phone) Act(ctx context.Context, net Network, do Urge, last Report) Report {
	switch do {
	case Boots:
		return p.Boot(ctx, net, Reset)
	case Asks:
		return p.Boot(ctx, net, ApplyConfig)
	case Registers, Returns:
		return p.reregister(ctx, net, last)
	case Enrols:
		return p.reenrol(ctx, net, last)
	}
	return last
}

// reenrol goes to CAPF again. Who is registered over TLS by then, or in non-secure mode, stays so.
func (p *Phone) reenrol(ctx context.Context, net Network, last Report) Report {
	b := p.newBoot(ctx, net)
	b.report = last
	b.enrol()
	if b.report.Registered == "" {
		b.register()
	}
	return b.report
}

// reregister goes to the call managers of the configuration in use, the first one first.
func (p *Phone) reregister(ctx context.Context, net Network, last Report) Report {
	b := p.newBoot(ctx, net)
	b.report = last
	b.report.Decisions = slices.DeleteFunc(slices.Clone(last.Decisions), func(d trust.Decision) bool { return d.File == trust.PeerTLS })
	b.report.Identity = ""
	b.register()
	return b.report
}
