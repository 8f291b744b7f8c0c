package phone

import (
	"strings"
	"time"

	"tvslab/phone/reason"
	"tvslab/phone/trust"
)

// StatusLine is one line of the phone's status messages screen.
type StatusLine struct {
	Time time.Time
	Text string
}

// status shows a text of the model's family; "{name}" and "{server}" are
// filled in. Families without such a text have "".
func (p *Phone) status(text, name, server string) {
	if text == "" {
		return
	}
	if strings.IndexByte(text, '{') >= 0 {
		text = strings.Replace(strings.Replace(text, "{name}", name, 1), "{server}", server, 1)
	}
	lines := p.State.Status
	if limit := p.Model.statusLines(); len(lines) >= limit {
		lines = lines[:copy(lines, lines[len(lines)-limit+1:])]
	}
	p.State.Status = append(lines, StatusLine{Time: p.now(), Text: text})
	tell(p, StatusShown{text})
}

// fetchStatus tells how fetching a list went.
func (b *boot) fetchStatus(which trust.List, got fetched, name string) {
	switch t := b.texts(); {
	case got.code == reason.NotFound && which == trust.CTL:
		b.status(t.ctlNotFound, name, got.server)
	case got.code == reason.NotFound:
		b.status(t.itlNotFound, name, got.server)
	case got.code != "":
		b.status(t.listFetchFailed, name, got.server)
	}
}

// listStatus sums up the list steps of a boot: updated, failed, or what is
// installed.
func (b *boot) listStatus() {
	t := b.texts()
	if b.committed {
		b.status(t.updated, "", "")
	}
	if b.failed {
		b.status(t.updateFailed, "", "")
	}
	if !b.committed && !b.failed {
		b.status(t.installed(b.State.Lists[trust.CTL].File != nil, b.State.Lists[trust.ITL].File != nil), "", "")
	}
}

// configStatus shows the name of an accepted configuration, as CUCM phones
// do, or what was wrong.
func (b *boot) configStatus(d *trust.Decision) {
	t := b.texts()
	switch {
	case d.Accepted:
		b.status(d.Name, "", "")
	case d.Code == reason.Unreachable, d.Code == reason.ConfigInvalid: // told by showTimeout; no text is known
	case d.Code == reason.TooLarge:
		b.status(t.configTooLarge, "", "")
	case d.Code != reason.NotFound:
		b.status(t.configRefused, d.Name, "")
	case b.configNameAfter(d.Name) == "":
		b.status(t.configNotFound, "", "")
	}
}

// showTimeout tells once per boot that no TFTP server answered.
func (b *boot) showTimeout() {
	if !b.timedOut {
		b.timedOut = true
		b.status(b.texts().tftpTimeout, "", "")
	}
}
