package control

import (
	"context"
	"encoding/hex"
	"fmt"

	"tvslab/phone/content"
	"tvslab/phone/trust"
	"tvslab/sim/lab"
	"tvslab/sim/lab/filter"
)

// PhoneDetail is all that there is to see of a phone.
type PhoneDetail struct {
	Schema int    `json:"schema"` // 1
	Clock  string `json:"clock"`  // as in Status
	Phone
	Protocol  string         `json:"protocol"` // SIP or SCCP, by its load
	TFTP      []string       `json:"tftp"`
	Nodes     []string       `json:"callmanager_group"`
	CTL       *HeldList      `json:"ctl,omitempty"`
	ITL       *HeldList      `json:"itl,omitempty"`
	Held      *HeldConfig    `json:"configuration,omitempty"` // that it runs on
	Load      string         `json:"load,omitempty"`
	LSC       string         `json:"lsc"`            // none, valid, issuer-unknown or expired
	Port      int            `json:"port,omitempty"` // that it is registered with
	Security  string         `json:"security,omitempty"`
	Detail    string         `json:"detail,omitempty"` // last error of a registration that failed
	Cause     string         `json:"cause,omitempty"`  // of the last boot
	Cached    int            `json:"tvs_cache"`        // answers of TVS that it remembers
	Status    []StatusLine   `json:"status"`           // messages, oldest first
	Console   []string       `json:"console"`          // the last lines, oldest first
	Decisions []DecisionLine `json:"decisions"`        // of the last boot
}

// HeldList is a list that a phone has stored.
type HeldList struct {
	SHA256 string `json:"sha256"`
	Shown  string `json:"shown"` // checksum as the phone shows it
	Bytes  int    `json:"bytes"`
	Signer string `json:"signer"`
	Serial string `json:"serial"` // of the signer's certificate, hexadecimal
	From   string `json:"from"`   // TFTP server
	Trust  string `json:"trust"`  // verdict about this list
	Stale  bool   `json:"stale"`  // the last one that was served was refused for its signer
}

// HeldConfig is a configuration that a phone has stored.
type HeldConfig struct {
	Name    string `json:"name"`
	Version string `json:"version_stamp"`
	Mode    int    `json:"device_security_mode"`
}

// StatusLine is a status message of a phone.
type StatusLine struct {
	Time string `json:"time"` // as the clock in Status
	Text string `json:"text"`
}

// DecisionLine is a decision of a phone.
type DecisionLine struct {
	Name string `json:"name"` // of the file or the server
	Code string `json:"code"`
	Text string `json:"text"`
}

// ShowPhone tells all of a phone, by its device name; console bounds the lines of its console. The error is a RefusedError.
func (l *Lab) ShowPhone(ctx context.Context, name string, console int) (*PhoneDetail, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	p, ok := l.lab.Phone(name)
	if !ok {
		return nil, NotFoundError{RefusedError(fmt.Sprintf("phone %q: there is none in the lab", name))}
	}
	stand := l.lab.Stands(ctx, p.Alone())[0]
	d := &PhoneDetail{Schema: 1, Clock: clockTime(l.lab.Now()), Phone: phoneOf(stand), Status: []StatusLine{}, Console: []string{}, Decisions: []DecisionLine{}}
	d.hardware(p)
	d.verdict(p, stand.Verdict)
	d.stored(p, stand.Verdict)
	d.told(p, console)
	return d, nil
}

func (d *PhoneDetail) hardware(p lab.Phone) {
	m := p.Model()
	d.Protocol, d.TFTP, d.Nodes = m.Protocol(), p.TFTP(), p.CallManagerGroup()
}

func (d *PhoneDetail) verdict(p lab.Phone, v lab.Verdict) {
	report := p.Report()
	d.LSC, d.Port, d.Security, d.Load = string(v.LSC), v.Port, string(v.Security), v.Load.Runs
	d.Cause, d.Detail = string(report.Cause), report.RegisterDetail
	for _, one := range report.Decisions {
		d.Decisions = append(d.Decisions, DecisionLine{one.Name, string(one.Code), trust.Conclusion(one)})
	}
}

func (d *PhoneDetail) stored(p lab.Phone, v lab.Verdict) {
	state := p.State()
	lists := [len(trust.Lists)]**HeldList{trust.CTL: &d.CTL, trust.ITL: &d.ITL}
	for _, which := range trust.Lists {
		if list := state.Lists[which]; list.File != nil {
			*lists[which] = heldList(list.File, p.Shown(which), list.From, v.Lists[which], state.Stale[which])
		}
	}
	if c := state.ParsedConfig; c != nil {
		d.Held = &HeldConfig{state.ConfigName, c.VersionStamp, c.SecurityMode}
	}
	d.Cached = len(state.Cache)
}

func heldList(f *content.File, shown, from string, t lab.Trust, stale bool) *HeldList {
	sum := f.Sum()
	signer, serial := filter.SignerOf(f)
	return &HeldList{hex.EncodeToString(sum[:]), shown, len(f.Bytes()), signer, serial, from, string(t), stale}
}

func (d *PhoneDetail) told(p lab.Phone, most int) {
	for _, line := range p.State().Status {
		d.Status = append(d.Status, StatusLine{clockTime(line.Time), line.Text})
	}
	lines := p.Console()
	d.Console = append(d.Console, lines[max(0, len(lines)-most):]...)
}
