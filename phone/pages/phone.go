package pages

import (
	"net/netip"
	"strings"
	"time"

	"tvslab/phone"
	"tvslab/phone/content"
)

// Phone is a phone at one moment, as far as its pages show it.
type Phone struct {
	Name       string       // device name
	Model      phone.Model  // what it is
	Address    netip.Addr   // where its pages are
	Domain     string       // "" for none
	TFTP       []string     // TFTP servers, first choice first
	Registered string       // node, "" for none
	State      *phone.State // what it has stored
	CTL, ITL   string       // checksums as phone.Model.ChecksumOf gives them, "" where the model shows none, or there is no list
	Cause      phone.ResetCause
	Now        time.Time // clock of the phone
	Setup      Setup     // what its configuration says beside State
	Console    []string  // lines of its console, oldest first

	family *family // set while a page is made
}

// config is the configuration that it runs on; an empty one where it has none.
func (p *Phone) config() *content.Config {
	if p.State.ParsedConfig == nil {
		return &content.Config{}
	}
	return p.State.ParsedConfig
}

// Zone is the time zone of the phone's date and time group; UTC where its configuration names none that is known.
func (p *Phone) Zone() *time.Location {
	if zone, err := time.LoadLocation(p.Setup.Olson); err == nil {
		return zone
	}
	return time.UTC
}

// MAC is the MAC address that the device name holds, 12 hex digits.
func (p *Phone) MAC() string { return strings.TrimPrefix(p.Name, "SEP") }

// Line is the directory number of the first line, "" where no configuration says one.
func (p *Phone) Line() string { return p.config().Line.Number }

// SecurityMode is the Device Security Mode that the phone has, as it calls it.
func (p *Phone) SecurityMode() string { return security(p) }

// Manager is a call manager as a page names it.
type Manager struct{ Host, State string }

// String is what stands in a page: two blanks before Active or Standby (7940, a capture).
func (m Manager) String() string { return strings.TrimSpace(m.Host + "  " + m.State) }

// Managers are the call managers of the configuration in order: that with which the phone is registered is Active, the next of the
// others Standby, further ones say nothing (8800 administration guide). Without a configuration there are none.
func (p *Phone) Managers() (list []Manager) {
	standby := false
	for _, c := range p.config().CallManagers {
		m := Manager{Host: c.Node}
		switch {
		case p.Registered == "":
		case c.Node == p.Registered:
			m.State = "Active"
		case !standby:
			m.State, standby = "Standby", true
		}
		list = append(list, m)
	}
	return list
}

// Status are the status messages as the phone shows them, oldest first.
func (p *Phone) Status() (lines []string) {
	f := familyOf(p.Model)
	for _, l := range p.State.Status {
		lines = append(lines, f.stamp(l.Time.In(p.Zone()))+l.Text)
	}
	return lines
}
