package why

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tvslab/devices"
	"tvslab/phone/reason"
	"tvslab/remedy"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
)

// trouble is something that remedies end.
type trouble struct {
	words string
	left  remedy.Left
}

// troubles are what phones suffer from, the worst first: of those after the first only what is left when phones stand well is told.
var troubles = []trouble{
	{"what it refuses, or cannot reach", remedy.Stuck},
	{"HTTPS services", with(func(ctx context.Context, l *lab.Lab, p lab.Phone) bool {
		return opensServices(p) && !opens(ctx, l, p)
	})},
	{"the phone's certificate", with(func(ctx context.Context, l *lab.Lab, p lab.Phone) bool {
		lsc := l.Judge(ctx, p).LSC
		return lsc == lab.LSCUnknown || lsc == lab.LSCExpired
	})},
	{"the encrypted configuration", with(func(_ context.Context, _ *lab.Lab, p lab.Phone) bool {
		return slices.Contains([]reason.Code{reason.EncryptionKeyDiffers, reason.EncryptionNoKey}, p.Report().Encryption)
	})},
}

// opens reports whether all HTTPS services of the phone verify that run.
func opens(ctx context.Context, l *lab.Lab, p lab.Phone) bool {
	mobility := l.Mobility(ctx, p)
	return l.Services(ctx, p).Accepted && (mobility.Accepted || mobility.Code == reason.Unreachable)
}

// with is the trouble of phones for which has holds.
func with(has func(context.Context, *lab.Lab, lab.Phone) bool) remedy.Left {
	return func(ctx context.Context, l *lab.Lab, phones devices.Set) devices.Set {
		return l.Where(phones, func(p lab.Phone) bool { return has(ctx, l, p) })
	}
}

// of returns the troubles of the phones.
func (t *teller) troubles(s lab.Stand) (list []trouble) {
	for i, one := range troubles {
		if len(one.left(t.ctx, t.now.Lab, s.Phones)) > 0 {
			list = append(list, one)
		}
		if i == 0 && len(list) > 0 {
			break
		}
	}
	return list
}

// remedies plays what could end the troubles of the phones.
func (t *teller) remedies(s lab.Stand) ([]Remedies, error) {
	list := []Remedies{}
	for _, one := range t.troubles(s) {
		tried, err := remedy.Case{Now: t.now, Phones: s.Phones, Past: t.past, Left: one.left}.Try(t.ctx)
		if err != nil {
			return nil, err
		}
		list = append(list, Remedies{one.words, told(tried)})
	}
	return list, nil
}

// mostLocked is how many of the phones that a remedy would lock are named.
const mostLocked = 3

func told(tried []remedy.Tried) []Remedy {
	list := []Remedy{}
	for _, x := range tried {
		list = append(list, Remedy{x, x.Freed.Len(), append([]string{}, x.Locks.Names(mostLocked)...)})
	}
	return list
}

// documents are the sources of all codes of the story, in the order in which they come up, of the rules of the release that decide about the
// lists, and of the remedies.
func (t *teller) documents(story *Story, s lab.Stand) (list []Reference) {
	add := func(rule, source string) {
		if source != "" && !slices.ContainsFunc(list, func(have Reference) bool { return have.Rule == rule }) {
			list = append(list, Reference{rule, source})
		}
	}
	all := slices.Clone(story.Now)
	if story.Last != nil {
		all = append(slices.Clone(story.Last.Chapters), all...)
	}
	for _, c := range append(all, story.Beside...) {
		if c.Decision != nil {
			for _, check := range c.Decision.Checks {
				add(string(check.Code), check.Code.Source())
			}
		}
		add(c.Code, reason.Code(c.Code).Source())
	}
	if c := t.cluster(s.Phone); c != nil && s.Phone.Model().SBD {
		for _, line := range ruleLines() {
			add(fmt.Sprintf("release %s, %s", c.Release, line.Says), line.Source)
		}
	}
	return list
}

// rules are the rows of the release matrix that decide who can sign a list that phones take, by how they begin.
var rules = []string{"signer of the ITL", "SAST records of the ITL", "`utils itl reset localkey` signs with"}

// ruleLines are these rows.
func ruleLines() (found []cucm.Line) {
	_, lines := cucm.Matrix()
	for _, line := range lines {
		if slices.ContainsFunc(rules, func(begin string) bool { return strings.HasPrefix(line.Says, begin) }) {
			found = append(found, line)
		}
	}
	return found
}
