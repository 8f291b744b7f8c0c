package fleet

import (
	"context"
	"sync"

	"tvslab/phone"
)

// Kind is what decides the answers that a phone gets from a network that knows: phones of one kind get the same ones.
type Kind struct {
	Version uint64 // of the network: it counts changes, and kinds of other versions have nothing in common
	Number  int
}

// part is what phones have in common that do the same at a boot: what they are and have stored, and the answers they get.
type part struct {
	model  *phone.Model
	group  *rosterGroup
	stored record // without what differs from phone to phone
	cause  phone.ResetCause
	kind   Kind
}

// played is what a boot made of a phone.
type played struct {
	after record
	note  any
}

// repertoire keeps the boots that other phones repeat, those of the newest version of the network.
type repertoire struct {
	mutex   sync.RWMutex
	version uint64
	boots   map[part]played
}

// maxParts bounds it: a fleet in which every phone stands for itself gains nothing.
const maxParts = 1 << 12

func (f *Fleet) part(i int, old *record, cause phone.ResetCause, kind Kind) part {
	k := f.roster.number(i)
	g := f.roster.group(k)
	p := part{f.roster.model(g, k), g, *old, cause, kind}
	p.stored.boots, p.stored.booted = 0, 0
	return p
}

// Repeat boots phone i as one did that stood as it does and got the same answers: the same phone.Boot, worked out once. note
// is what was noted of it; it is nil, and nothing has happened, where none has booted so yet (see BootNoted), and while the
// phone boots. The error is that of a fleet that was closed.
func (f *Fleet) Repeat(i int, cause phone.ResetCause, kind Kind) (o Outcome, note any, err error) {
	if i < 0 || i >= len(f.records) || !f.occupy(i) {
		return o, nil, nil
	}
	defer f.release(i)
	old := f.read(i)
	r := &f.repertoire
	r.mutex.RLock()
	done, known := r.boots[f.part(i, &old, cause, kind)]
	r.mutex.RUnlock()
	if !known {
		return o, nil, nil
	}
	changed := done.after
	changed.boots, changed.booted = old.boots+1, uint32(f.config.Now().Unix())
	f.write(i, changed)
	if f.queue != nil {
		err = f.queue.add(row{i, changed, nil, false})
	}
	return f.outcome(&changed), done.note, err
}

// BootNoted is BootOn that lets other phones repeat the boot: with what note returns after it, unless that is nil. A phone that
// has an LSC, or a MIC of its own making, stands for itself.
func (f *Fleet) BootNoted(ctx context.Context, i int, cause phone.ResetCause, kind Kind, net phone.Network, note func() any) (Outcome, error) {
	var old record
	if i >= 0 && i < len(f.records) {
		old = f.read(i)
	}
	out, err := f.BootOn(ctx, i, cause, net)
	if err != nil {
		return out, err
	}
	if n, after := note(), f.read(i); n != nil && old.lsc == 0 && after.lsc == 0 && f.config.MIC == nil && out.RetryAfter == 0 {
		f.repertoire.keep(f.part(i, &old, cause, kind), played{after, n})
	}
	return out, nil
}

func (r *repertoire) keep(p part, done played) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.boots == nil || r.version != p.kind.Version || len(r.boots) >= maxParts {
		r.boots, r.version = map[part]played{}, p.kind.Version
	}
	r.boots[p] = done
}
