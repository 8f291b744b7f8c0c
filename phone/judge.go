package phone

import (
	"context"

	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
)

// JudgedList is what a phone would make of one served list.
type JudgedList struct {
	Served   *content.File // nil when none came
	Decision trust.Decision
}

// Judgement is what a phone would make of the lists served now, by trust.List.
// Decision.Code of the ITL is NoSBD for models that never ask for one.
type Judgement [len(trust.Lists)]JudgedList

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
	var j Judgement
	for _, which := range trust.Lists {
		j[which] = b.judgeServed(which)
	}
	return j
}

func (b *boot) judgeServed(which trust.List) JudgedList {
	if which == trust.ITL && !b.Model.SBD {
		return JudgedList{Decision: trust.Decision{File: which.String(), Code: reason.NoSBD}}
	}
	got := b.fetchList(which)
	d := b.judgeList(which, got)
	b.after(which, got, &d)
	return JudgedList{Served: got.file, Decision: d}
}
