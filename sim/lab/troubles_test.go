package lab_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/devices"
	"tvslab/event"
	"tvslab/phone"
	"tvslab/phone/trust"
	"tvslab/service"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
	"tvslab/sim/lab/trouble"
	"tvslab/testrace"
)

// troubledLab is a lab that writes down what happens.
type troubledLab struct {
	*lab.Lab
	story []string
}

func newTroubledLab(t *testing.T, release string, mode sim.Mode, sockets bool) *troubledLab {
	t.Helper()
	l := &troubledLab{}
	cfg := config(t, release, 2)
	cfg.Cluster.Mode = mode
	cfg.Settings.TFTPRetransmit = []time.Duration{100 * time.Millisecond, 200 * time.Millisecond, 400 * time.Millisecond, 800 * time.Millisecond}
	cfg.Observe = func(e event.Event) {
		l.story = append(l.story, fmt.Sprint(e.Time, " ", e.Where(), " ", e.What.Kind(), " ", e.What))
		if d, ok := e.What.(phone.Decided); ok {
			l.story = append(l.story, trust.Explain(d.Decision)...)
		}
	}
	l.Lab = open(t, cfg, sockets)
	return l
}

// twins is one lab on each network.
type twins struct {
	*testing.T
	labs [2]*troubledLab
	*rand.Rand
	faults []lab.Fault
	did    []string
}

// both does something on both networks, which agree whether it can be done, what happens, and where that leaves the phones.
func (p *twins) both(what string, do func(*lab.Lab) error) {
	p.Helper()
	p.did = append(p.did, what)
	var errs [2]string
	for i, l := range p.labs {
		l.story = nil
		errs[i] = fmt.Sprint(do(l.Lab))
	}
	require.Equal(p, errs[0], errs[1], "%v", p.did)
	require.Equal(p, p.labs[0].story, p.labs[1].story, "%v", p.did)
	for one := range p.labs[0].Each(p.labs[0].Phones()) {
		other, ok := p.labs[1].Phone(one.Name())
		require.True(p, ok)
		require.Equal(p, standing(p.labs[0].Judge(p.Context(), one)), standing(p.labs[1].Judge(p.Context(), other)), "%s after %v", one.Name(), p.did)
	}
}

// standing is a verdict without what differs from lab to lab.
func standing(v lab.Verdict) string {
	return fmt.Sprint(v.Trust, v.List, v.Lists, v.Config, v.Registered, v.Reason, v.RejectedBy, v.Port, v.Security, v.LSC, trust.Explain(v.Decision))
}

func (p *twins) pick(n int) bool { return p.IntN(n) == 0 }

func one[T any](p *twins, of ...T) T { return of[p.IntN(len(of))] }

// fault is a random trouble of a kind.
func (p *twins) fault(k trouble.Kind) lab.Fault {
	f := lab.Fault{Trouble: trouble.Trouble{Kind: k}}
	row := k.Row()
	for _, a := range slices.Concat(row.Needs, row.Takes) {
		switch a {
		case trouble.Port:
			f.Port = one(p, service.All()...).Port()
			if slices.Contains(row.Takes, a) && p.pick(2) {
				f.Port = 0
			}
		case trouble.Percent:
			f.Percent = one(p, 2, 10, 60, 100)
		case trouble.Time:
			f.Time = one(p, 50*time.Millisecond, 2*time.Second, 3*time.Second, time.Minute)
		case trouble.Bytes:
			f.Bytes = one(p, 576, 1000, 1400, 1490)
		case trouble.To:
			f.To = one(p, "cucm-pub", "cucm-sub1")
		}
	}
	if p.pick(2) {
		f.Nodes = []string{one(p, "cucm-pub", "cucm-sub1")}
	}
	if p.pick(3) {
		f.Phones = devices.One(one(p, slices.Collect(p.labs[0].Phones().All())...))
	}
	return f
}

func (p *twins) step() {
	switch p.IntN(8) {
	case 0, 1, 2:
		f := p.fault(one(p, trouble.Rows()...).Kind)
		p.faults = append(p.faults, f)
		p.both(fmt.Sprintf("%+v", f), func(l *lab.Lab) error { return l.Block(f) })
	case 3:
		if len(p.faults) > 1 {
			f := p.faults[0]
			p.faults = p.faults[1:]
			p.both(fmt.Sprintf("end of %+v", f), func(l *lab.Lab) error { return l.Unblock(f) })
		}
	case 4:
		store, node := one(p, cucm.CallManager, cucm.TVS, cucm.CAPF), one(p, "cucm-pub", "cucm-sub1")
		p.both(fmt.Sprint("regenerate ", store, node), func(l *lab.Lab) error { return l.Do(sim.Regenerate(store, node)) })
	case 5:
		node, what, broken := one(p, "cucm-pub", "cucm-sub1"), p.IntN(len(nodeFaults)), p.pick(2)
		p.both(fmt.Sprint("node ", node, what, broken), func(l *lab.Lab) error { return l.Do(nodeFaults[what](node, broken)) })
	default:
		p.both("reset", func(l *lab.Lab) error {
			l.Advance(time.Minute)
			return l.Reset(p.Context(), phone.Reset, l.Phones())
		})
	}
}

var nodeFaults = []func(node string, broken bool) sim.Op{sim.SetDown, sim.SetReplication, sim.SetSFTP, sim.SetDiskFull,
	func(node string, broken bool) sim.Op {
		if !broken {
			return sim.SetClock(node, 0)
		}
		return sim.SetClock(node, 3*time.Hour)
	}}

// TestTroublesAgree plays random histories with faults of all kinds in memory and over sockets: the same happens on both, to the last
// event. TVSLAB_TROUBLES plays more of them.
func TestTroublesAgree(t *testing.T) {
	few := "3"
	if testrace.On {
		few = "1"
	}
	histories, err := strconv.Atoi(cmp.Or(os.Getenv("TVSLAB_TROUBLES"), few))
	require.NoError(t, err)
	for i := range histories {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			p := &twins{T: t, Rand: rand.New(rand.NewPCG(uint64(i), 7))}
			release, mode := one(p, "9.1", "11.5", "14"), one(p, sim.NonSecure, sim.MixedTokenless)
			if release == "9.1" {
				mode = sim.NonSecure
			}
			for n := range p.labs {
				p.labs[n] = newTroubledLab(t, release, mode, n == 1)
			}
			p.both("power on", func(l *lab.Lab) error { return l.PowerOn(t.Context(), l.Phones()) })
			if mode != sim.NonSecure {
				p.both("secure", func(l *lab.Lab) error {
					if err := l.Do(sim.SetSecurityProfile(desk(l), "encrypted", "by-null-string")); err != nil {
						return err
					}
					return l.Do(sim.SetCertificateOperation(desk(l), "install-upgrade"))
				})
			}
			for range 12 {
				p.step()
			}
		})
	}
}
