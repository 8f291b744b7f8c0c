package control

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"tvslab/devices"
)

// Deed is something that is done to phones of a lab: those that the query chooses.
type Deed struct {
	Do string `json:"do"` // one of Deeds
	PhoneQuery
	List  string   `json:"list,omitempty"`  // of delete-trust-list: ctl, itl or both; "" is both
	TFTP  []string `json:"tftp,omitempty"`  // of move: the new TFTP servers
	Group []string `json:"group,omitempty"` // of move: the new CallManager group
}

// deeds are what can be done, by the verb of the language that does it.
var deeds = []struct{ do, verb string }{
	{"on", "power-on"}, {"off", "power-off"}, {"reset", "reset"}, {"restart", "restart-phone"}, {"apply", "apply-config"},
	{"delete-trust-list", "delete-trust-list"}, {"factory-reset", "factory-reset"}, {"move", "move"},
}

// Deeds names what can be done to phones.
func Deeds() (names []string) {
	for _, d := range deeds {
		names = append(names, d.do)
	}
	return names
}

// Done is what was done.
type Done struct {
	Schema int    `json:"schema"` // 1
	Do     string `json:"do"`
	Phones int    `json:"phones"` // to so many
	Step   string `json:"step"`   // as a step of a scenario
	Clock  string `json:"clock"`  // as in Status
}

// mostStep bounds the step that is told of, bytes.
const mostStep = 300

// DoPhones does something to phones, by a step of the scenario language. The error is a RefusedError if it cannot be done, or if the query
// chooses nobody.
func (l *Lab) DoPhones(ctx context.Context, d Deed) (*Done, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	stands, err := l.chosen(ctx, d.PhoneQuery)
	if err != nil {
		return nil, err
	}
	var sets []devices.Set
	for _, s := range stands {
		sets = append(sets, s.Phones)
	}
	set := devices.Union(sets...)
	if len(set) == 0 {
		return nil, RefusedError("no phone of the lab is so")
	}
	step := d.step(l.selectors(set))
	if err := l.play(ctx, "phones", step); err != nil {
		return nil, err
	}
	if len(step) > mostStep {
		step = strings.ToValidUTF8(step[:mostStep], "") + "..."
	}
	return &Done{1, d.Do, set.Len(), step, clockTime(l.lab.Now())}, nil
}

// check refuses what no deed is, and what would have no effect.
func (d Deed) check() error {
	switch {
	case d.verb() == "":
		return RefusedError(fmt.Sprintf("%q is nothing that is done to phones: %s", d.Do, strings.Join(Deeds(), ", ")))
	case d.List != "" && d.Do != "delete-trust-list":
		return RefusedError(fmt.Sprintf("list %q: only delete-trust-list deletes lists", d.List))
	case len(d.TFTP)+len(d.Group) > 0 && d.Do != "move":
		return RefusedError("tftp, group: only move gives phones others")
	case d.Limit != 0:
		return RefusedError("limit: a deed is done to all that are chosen")
	}
	return d.PhoneQuery.check()
}

func (d Deed) verb() string {
	for _, row := range deeds {
		if row.do == d.Do {
			return row.verb
		}
	}
	return ""
}

// step writes the step; JSON is YAML.
func (d Deed) step(phones []string) string {
	var argument any = phones
	with := map[string]any{"phones": phones}
	for name, value := range map[string][]string{"tftp": d.TFTP, "group": d.Group} {
		if len(value) > 0 {
			with[name] = value
		}
	}
	if d.List != "" {
		with["list"] = d.List
	}
	if len(with) > 1 || d.Do == "move" {
		argument = with
	}
	text, _ := json.Marshal(map[string]any{d.verb(): argument}) // strings only: cannot fail
	return string(text)
}

// selectors write a set of phones as scenarios do: groups, and rows of neighbours in them.
func (l *Lab) selectors(set devices.Set) (names []string) {
	for _, g := range l.lab.Groups() {
		for _, row := range l.lab.Indices(g.Name, set) {
			switch {
			case row[0] == 1 && row[1] == g.Count:
				names = append(names, g.Name)
			case row[0] == row[1]:
				names = append(names, fmt.Sprintf("%s[%d]", g.Name, row[0]))
			default:
				names = append(names, fmt.Sprintf("%s[%d..%d]", g.Name, row[0], row[1]))
			}
		}
	}
	return names
}

// PlayOn does a step that is about phones, chosen by their numbers: verb and argument are those of the scenario language. The error is a
// RefusedError if it cannot be done, or if there are no phones.
func (l *Lab) PlayOn(ctx context.Context, who, verb string, set devices.Set, with map[string]any) error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	names := l.selectors(set)
	if len(names) == 0 {
		return RefusedError("no phone of the lab is so")
	}
	var argument any = names
	if with != nil {
		with = maps.Clone(with)
		with["phones"] = names
		argument = with
	}
	text, err := json.Marshal(map[string]any{verb: argument})
	if err != nil {
		return err
	}
	return l.play(ctx, who, string(text))
}
