package population

import (
	"crypto"
	"slices"
	"time"

	"tvslab/capf"
	"tvslab/devices"
	"tvslab/phone"
	"tvslab/phone/content"
)

// Class is one phone that stands for all that stand alike: model, servers, settings, what it has stored, what its last boot
// brought. Its texts hold its own name. It is never changed once a Population has it.
type Class struct {
	phone.Phone
	On     bool
	Report phone.Report // of the last boot
	Nodes  []string     // its CallManager group
	Dot1X  bool         // behind a port that asks for 802.1X
	Behind string       // the system that lets it into the network by its certificate, "" for none

	UserCA   string    // who signed the certificate that somebody installed on it for the network, "" for none
	UserFrom time.Time // since when that is valid

	MICFrom, MICUntil time.Time // validity of its MIC, where the model has one

	Reported    bool          // it is registered, and told which ITL it has
	ReportedITL *content.File // that ITL; nil: none

	Life    phone.Life // what it will do by itself; of a lab that lives only, as Run and Console
	Run     time.Time  // since when the call manager runs that it is registered with, as of the registration
	Console []string   // what its console printed last, oldest first

	Keys int // made for LSCs so far
	LSC  Key // of the LSC that is stored
	// OwnString says what the stored authentication string is for a device where each typed that of its own device page; nil
	// where all typed the same.
	OwnString AuthStrings
}

// AuthStrings are the authentication strings of devices, as their pages show them.
type AuthStrings interface{ Of(device string) string }

// Key says which of a phone's keys its LSC has; the zero value: none that was made here.
type Key struct {
	Spec   capf.KeySpec
	Number int // from 1, of those that the phone made
}

// Maker makes key number n of a device.
type Maker func(n devices.Number, k Key) (crypto.Signer, error)

// As returns the class told for one of its devices: a copy that may be changed, whose texts hold the device's name. It has
// neither an observer nor a MIC nor a way to make keys.
func (c *Class) As(n devices.Number, keys Maker) *Class {
	name := n.Name()
	own := *c
	own.Name, own.Observe, own.MIC, own.NewKey, own.Maker = name, nil, nil, nil, nil
	s := &own.State
	s.Cache, s.Status = slices.Clone(s.Cache), slices.Clone(s.Status)
	if name == c.Name {
		return &own
	}
	t := Telling{c.Name, name}
	s.ConfigName = t.Text(s.ConfigName)
	if s.Config != nil {
		s.Config = s.Config.For(name)
	}
	for i := range s.Status {
		s.Status[i].Text = t.Text(s.Status[i].Text)
	}
	if s.LSC != nil {
		key := c.LSC
		s.LSC = &phone.LSC{LSC: s.LSC.For(name), Key: func() (crypto.Signer, error) { return keys(n, key) }}
	}
	if c.OwnString != nil && s.AuthString != "" {
		s.AuthString = c.OwnString.Of(name)
	}
	own.Report = t.Report(own.Report)
	own.Console = slices.Clone(own.Console)
	for i := range own.Console {
		own.Console[i] = t.Text(own.Console[i])
	}
	return &own
}
