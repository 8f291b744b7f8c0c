// Package offer answers a question about files alone: would a phone that holds these trust lists accept this file? There is
// no network, so that no TVS server is asked; the answer says where one could still vouch.
package offer

import (
	"fmt"
	"io"
	"strings"

	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/trustlist/inspect"
)

// File is the content of a file with its name.
type File struct {
	Name string
	Data []byte
}

// Phone is a phone of which the model and the stored lists are known. Its settings are the defaults.
type Phone struct {
	phone phone.Phone
	names [len(trust.Lists)]string // of what it holds
}

// New returns a phone that holds nothing.
func New(m phone.Model) *Phone { return &Phone{phone: phone.Phone{Model: m}} }

// Hold gives the phone a CTL or an ITL; which it is the name in its header says. Errors: a file that is no list, an ITL for
// a model that keeps none, a second list of a kind.
func (p *Phone) Hold(f File) error {
	found, err := inspect.Examine(f.Name, f.Data, inspect.Options{})
	if err != nil {
		return fmt.Errorf("%s is no trust list: %w", f.Name, err)
	}
	which, ok := lists[found.Kind]
	switch {
	case !ok:
		return fmt.Errorf("%s is no trust list: its kind is %q", f.Name, found.Kind)
	case which == trust.ITL && !p.phone.Model.SBD:
		return fmt.Errorf("%s is an ITL, and a %s keeps none", f.Name, p.phone.Model.Name)
	case p.names[which] != "":
		return fmt.Errorf("%s and %s: two lists of kind %s, and a phone keeps one", p.names[which], f.Name, which)
	}
	p.phone.State.Lists[which].File, p.names[which] = content.NewFile(f.Data), f.Name
	return nil
}

// HoldCTL is Hold for a CTL only.
func (p *Phone) HoldCTL(f File) error {
	if found, err := inspect.Examine(f.Name, f.Data, inspect.Options{}); err == nil && found.Kind != inspect.CTL {
		return fmt.Errorf("%s is no CTL: its kind is %q", f.Name, found.Kind)
	}
	return p.Hold(f)
}

var lists = map[inspect.Kind]trust.List{inspect.CTL: trust.CTL, inspect.ITL: trust.ITL}

// Answer is what the phone would make of a file that it is served.
type Answer struct {
	Schema      int               `json:"schema"` // 1
	File        string            `json:"file"`
	Kind        inspect.Kind      `json:"kind"`
	Model       string            `json:"model"`
	Held        map[string]string `json:"held"` // "CTL", "ITL": name of the file
	Decision    trust.Decision    `json:"decision"`
	TVSMayVouch bool              `json:"tvs_may_vouch"` // refused, but a TVS server could be asked
}

// Offer judges a CTL, an ITL or a signed configuration. Any other file is an error.
func (p *Phone) Offer(f File) (*Answer, error) {
	found, err := inspect.Examine(f.Name, f.Data, inspect.Options{})
	if err != nil {
		return nil, err
	}
	if found.Kind == inspect.Certificate {
		return nil, fmt.Errorf("a %s is no file that phones load", found.Kind)
	}
	d := p.judge(found.Kind, content.NewFile(f.Data))
	d.Name = f.Name
	a := Answer{Schema: 1, File: f.Name, Kind: found.Kind, Model: p.phone.Model.Name, Held: map[string]string{}, Decision: d}
	for _, which := range trust.Lists {
		if name := p.names[which]; name != "" {
			a.Held[which.String()] = name
		}
	}
	if n := len(d.Checks); n > 0 && !d.Accepted {
		a.TVSMayVouch = d.Checks[n-1].Code == reason.NoTVSServer
	}
	return &a, nil
}

func (p *Phone) judge(kind inspect.Kind, f *content.File) trust.Decision {
	rules := p.phone.Rules()
	j := trust.Judge{Rules: &rules, Held: p.phone.Held()}
	which, isList := lists[kind]
	switch {
	case !isList:
		return withoutKey(j.SignedConfiguration(f), f)
	case which == trust.ITL && !rules.SBD:
		return trust.Decision{File: which.String(), Code: reason.NoSBD}
	}
	return j.List(which, f)
}

// withoutKey is what becomes of a decision about an encrypted file: of the phone only model and lists are known.
func withoutKey(d trust.Decision, f *content.File) trust.Decision {
	if d.Accepted && f.Encrypted() {
		return d.Opened(nil)
	}
	return d
}

// Why TVS is no part of the answer.
const mayVouch = "No TVS server is asked here. A phone asks those that its configuration names, and accepts the file if one that its " +
	"ITL authenticates knows the signer."

// WriteText tells the decision as a story.
func (a *Answer) WriteText(w io.Writer) error {
	var held []string
	for _, which := range trust.Lists {
		if name := a.Held[which.String()]; name != "" {
			held = append(held, "the "+which.String()+" "+name)
		}
	}
	lines := append([]string{"A phone of model " + a.Model + " holds " + strings.Join(held, " and ") + "."}, trust.Explain(a.Decision)...)
	if a.TVSMayVouch {
		lines = append(lines, mayVouch)
	}
	for i := range lines {
		lines[i] = inspect.Clean(lines[i])
	}
	_, err := fmt.Fprintln(w, strings.Join(lines, "\n"))
	return err
}
