package phone

import (
	"context"

	"tvslab/phone/content"
)

// JudgedList is what a phone would make of one served list.
type JudgedList struct {
	Served   *content.File // nil when none came
	Decision Decision
}

// Judgement is what a phone would make of the lists served now.
type Judgement struct {
	CTL JudgedList
	ITL JudgedList // Decision.Code NoSBD for models that never ask for one
}

// Judge decides about the CTL and ITL that are served now as the next boot
// after a reset would, without changing the phone or telling its observer. The
// ITL is judged after what the CTL would leave, as in a boot. The TVS cache is
// not asked, because a reset empties it.
func (p *Phone) Judge(ctx context.Context, net Network) Judgement {
	copied := *p
	copied.State = p.State.clone()
	copied.Observe = nil
	copied.begin(Reset)
	b := copied.newBoot(ctx, net)
	j := Judgement{CTL: b.judgeServed(CTL)}
	if !p.Model.SBD {
		j.ITL.Decision = Decision{File: FileITL, Code: NoSBD}
		return j
	}
	j.ITL = b.judgeServed(ITL)
	return j
}

func (b *boot) judgeServed(which Lists) JudgedList {
	got := b.fetchList(which)
	d := b.judgeList(which, got)
	b.after(which, got, &d)
	return JudgedList{Served: got.file, Decision: d}
}
