package expiry

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// Service is the service of a node.
type Service struct {
	Node, FQDN string         // host name, alone and with the domain
	Address    string         // of the node, as alerts name it
	Zone       *time.Location // of the node, in which alarms, alerts and mails write dates; nil = UTC
	Rules      *cucm.Rules
	Watched    []Watched // the node's own and trusted certificates, in the order of the stores
	State
}

// local is a time in the node's zone.
func (s Service) local(t time.Time) time.Time {
	if s.Zone == nil {
		return t.UTC()
	}
	return t.In(s.Zone)
}

// Watched is one certificate as the service sees it.
type Watched struct {
	Store cucm.Store
	Cert  *pki.Certificate
}

func (w Watched) key() string { return string(w.Store) + "|" + w.Cert.SerialHex() }

// State is what the service remembers. It is a value: what it holds is never changed, only replaced.
type State struct {
	last     time.Time // a run: its start, or the last one that time went past
	fresh    bool      // last is the start, and nothing was found at it
	notified map[string]notice
	sent     int // alarms so far, the sequence number of syslog
	page     Page
}

// notice is the last notification about a certificate.
type notice struct {
	alarm *alarm
	at    time.Time
}

// Started returns the state after a start of the service. What was told is remembered.
func (s State) Started(now time.Time) State {
	s.last, s.fresh = now, true
	return s
}

// Alarm is one alarm with the certificates it is about.
type Alarm struct {
	Name         string
	Certificates []string // "STORE COMMON-NAME"
	Lines        []string // literal syslog lines, one per certificate
	Severity     string   // as RTMT names it
	Alerts       []string // RTMT's alerts about the lines, each of several lines; none where the severity raises none
}

// Next is when the service will next send something, the zero time if never. Runs that find nothing to tell are left
// out.
func (s Service) Next(now time.Time) time.Time {
	var wanted time.Time
	for _, w := range s.Watched {
		if due := s.due(w); wanted.IsZero() || due.Before(wanted) {
			wanted = due
		}
	}
	if wanted.IsZero() {
		return wanted
	}
	hourly := s.hourlyFrom()
	if s.fresh {
		hourly = latest(hourly, s.last.Add(day))
	}
	return runAt(s.last, hourly, latest(latest(wanted, now), s.last.Add(time.Second)))
}

// due is when a run would first tell something about the certificate: when a graver alarm applies than that told last,
// or when the notification is to be repeated.
func (s Service) due(w Watched) time.Time {
	told, ok := s.notified[w.key()]
	if !ok {
		return w.Cert.X509.NotAfter.Add(-s.page.start())
	}
	due := told.at.Add(s.page.frequency())
	if graver := told.alarm.graver(s.Rules); graver != nil {
		if from := w.Cert.X509.NotAfter.Add(-graver.within); from.Before(due) {
			return from
		}
	}
	return due
}

// hourlyFrom is when the first certificate has one day left: the service runs every hour from the run that finds it.
func (s Service) hourlyFrom() time.Time {
	first := s.Watched[0].Cert.X509.NotAfter
	for _, w := range s.Watched {
		if w.Cert.X509.NotAfter.Before(first) {
			first = w.Cert.X509.NotAfter
		}
	}
	return first.Add(-day)
}

// runAt returns the first run at or after t: every 24 hours after last until a run finds a certificate with a day
// left, then every hour (security guide 12.5).
func runAt(last, hourly, t time.Time) time.Time {
	daily := roundUp(last, t, day)
	finds := roundUp(last, latest(hourly, last), day)
	if !daily.After(finds) {
		return daily
	}
	return roundUp(finds, t, time.Hour)
}

// roundUp returns the first of from, from+step, from+2*step, ... that is not before t.
func roundUp(from, t time.Time, step time.Duration) time.Time {
	steps := (t.Sub(from) + step - 1) / step
	return from.Add(max(steps, 0) * step)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Run returns the alarms that are due now, the gravest first, with the e-mail that goes with them, nil for none, and what the
// service remembers afterwards.
func (s Service) Run(now time.Time) (State, []Alarm, *Mail) {
	told := maps.Clone(s.notified)
	if told == nil {
		told = map[string]notice{}
	}
	by := map[*alarm]*Alarm{}
	for _, w := range s.Watched {
		if s.due(w).After(now) {
			continue
		}
		a := alarmFor(s.Rules, w.Cert.X509.NotAfter.Sub(now))
		s.sent++
		told[w.key()] = notice{a, now}
		if by[a] == nil {
			by[a] = &Alarm{Name: a.name, Severity: severities[a.severity]}
		}
		by[a].Certificates = append(by[a].Certificates, fmt.Sprintf("%s %s", w.Store, w.Cert.X509.Subject.CommonName))
		line := s.syslog(a, s.sent, w, now)
		by[a].Lines = append(by[a].Lines, line)
		if a.severity <= alertSeverity {
			by[a].Alerts = append(by[a].Alerts, s.alert(a, line, now))
		}
	}
	var raised []Alarm
	for i := range alarms {
		if a := by[&alarms[i]]; a != nil {
			a.Certificates = slices.Compact(a.Certificates)
			raised = append(raised, *a)
		}
	}
	s.last, s.fresh, s.notified = now, false, told
	return s.State, raised, s.mail(raised, now)
}
