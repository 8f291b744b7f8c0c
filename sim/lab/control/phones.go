package control

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"tvslab/phone/reason"
	"tvslab/sim/lab"
	"tvslab/sim/lab/filter"
)

// MostPhones bounds the phones of a list.
const MostPhones = 10_000

// PhoneQuery chooses phones of a lab. What is left empty chooses all.
type PhoneQuery struct {
	Select  []string `json:"select,omitempty"` // selectors as in scenarios
	Verdict string   `json:"verdict,omitempty"`
	Reason  string   `json:"reason,omitempty"` // of the verdict, or why it is not registered
	Filter  string   `json:"filter,omitempty"` // in words, as package filter reads them
	Limit   int      `json:"limit,omitempty"`  // 0 is MostPhones
	After   string   `json:"after,omitempty"`  // only phones whose names come after this one
	Holding
}

// PhoneList is phones of a lab.
type PhoneList struct {
	Schema int     `json:"schema"` // 1
	Clock  string  `json:"clock"`  // as in Status
	Count  int     `json:"count"`  // of those chosen, of which Phones are the first
	Phones []Phone `json:"phones"`
	// Next is the After of a query for the phones behind these, "" where these are the last.
	Next string `json:"next,omitempty"`
}

// Phone is a phone and where it stands, judged as at the end of a scenario.
type Phone struct {
	Name       string `json:"name"`
	Group      string `json:"group"`
	Model      string `json:"model"`
	On         bool   `json:"on"`
	Trust      string `json:"trust"` // the verdict
	List       string `json:"list,omitempty"`
	Reason     string `json:"reason,omitempty"` // of the verdict
	Config     string `json:"config"`
	Registered string `json:"registered"`               // node, "" for none
	Why        string `json:"not_registered,omitempty"` // reason code of a phone that is on and not registered
	Next       *Next  `json:"next,omitempty"`           // what it will do by itself
}

// Phones lists phones by name. Nothing changes. The error is a RefusedError.
func (l *Lab) Phones(ctx context.Context, q PhoneQuery) (*PhoneList, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	stands, err := l.chosen(ctx, q)
	if err != nil {
		return nil, err
	}
	list := &PhoneList{Schema: 1, Clock: l.lab.Now().Format(clockForm), Phones: []Phone{}}
	for _, stand := range stands {
		list.add(stand, l.lab, q)
	}
	slices.SortFunc(list.Phones, func(a, b Phone) int { return cmp.Compare(a.Name, b.Name) })
	list.cut(q.most())
	return list, nil
}

// chosen are the phones that a query chooses, those that stand alike together. The error is a RefusedError.
func (l *Lab) chosen(ctx context.Context, q PhoneQuery) (chosen []lab.Stand, err error) {
	set, err := l.runner.Select(q.Select)
	if err != nil {
		return nil, refused(err)
	}
	if err := q.Holding.check(l.nodes()); err != nil {
		return nil, err
	}
	words, err := filter.Parse(q.Filter)
	if err != nil {
		return nil, refused(err)
	}
	stands, err := words.Stands(ctx, l.lab, set)
	if err != nil {
		return nil, refused(err)
	}
	for _, stand := range stands {
		if q.wants(stand) {
			chosen = append(chosen, stand)
		}
	}
	return chosen, nil
}

// add adds phones that stand alike, at most one more than so many: the others have later names.
func (list *PhoneList) add(s lab.Stand, from *lab.Lab, q PhoneQuery) {
	list.Count += s.Phones.Len()
	one, left := phoneOf(s), q.most()
	for p := range from.Each(s.Phones) {
		if p.Name() <= q.After {
			continue
		}
		if one.Name = p.Name(); left < 0 {
			return
		}
		list.Phones = append(list.Phones, one)
		left--
	}
}

// cut leaves so many phones, and says where the others begin.
func (list *PhoneList) cut(most int) {
	if len(list.Phones) > most {
		list.Phones = list.Phones[:most]
		list.Next = list.Phones[most-1].Name
	}
}

func (q PhoneQuery) most() int {
	if q.Limit == 0 {
		return MostPhones
	}
	return min(q.Limit, MostPhones)
}

// check refuses words that choose nobody.
func (q PhoneQuery) check() error {
	known := func(c reason.Info) bool { return string(c.Code) == q.Reason }
	switch {
	case q.Verdict != "" && !slices.Contains(lab.Trusts(), lab.Trust(q.Verdict)):
		return RefusedError(fmt.Sprintf("verdict %q: one of %s", q.Verdict, strings.Join(Verdicts(), ", ")))
	case q.Reason != "" && !slices.ContainsFunc(reason.Codes(), known):
		return RefusedError(fmt.Sprintf("reason %q is no code of tvslab reasons", q.Reason))
	case q.Limit < 0:
		return RefusedError(fmt.Sprintf("limit %d: a number of phones, or 0 for all", q.Limit))
	}
	return nil
}

// Verdicts are the verdicts of phones, best first.
func Verdicts() (names []string) {
	for _, t := range lab.Trusts() {
		names = append(names, string(t))
	}
	return names
}

func (q PhoneQuery) wants(s lab.Stand) bool {
	v := s.Verdict
	return q.Holding.wants(s) && (q.Verdict == "" || string(v.Trust) == q.Verdict) &&
		(q.Reason == "" || string(v.Decision.Code) == q.Reason || v.Registered == "" && string(v.Reason) == q.Reason)
}

// phoneOf is the first of phones that stand alike.
func phoneOf(s lab.Stand) Phone {
	v := s.Verdict
	p := Phone{Name: s.Phone.Name(), Group: s.Phone.Group(), Model: s.Phone.Model().Name, On: s.Phone.On(), Trust: string(v.Trust),
		List: v.List, Reason: string(v.Decision.Code), Config: v.Config, Registered: v.Registered}
	p.Next = nextOf(s.Phone.Life())
	if p.On {
		p.Why, _ = v.NotRegistered()
	}
	return p
}
