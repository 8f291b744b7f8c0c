package lab

// PoweredOff is a phone that was switched off.
type PoweredOff struct{}

// Kind implements event.What.
func (PoweredOff) Kind() string { return "power" }

func (PoweredOff) String() string { return "power off" }

// PhonesReset is that the phones of a cluster reset as they were told to.
type PhonesReset struct{ Why string }

// Kind implements event.What.
func (PhonesReset) Kind() string { return "reset" }

func (w PhonesReset) String() string { return "phones reset: " + w.Why }

// BackupKept is a DRS backup that the lab has under a name.
type BackupKept struct{ Name string }

// Kind implements event.What.
func (BackupKept) Kind() string { return "backup" }

func (w BackupKept) String() string { return "backup " + w.Name }

// Authenticated is what the 802.1X authenticator, or a system in front of a phone, made of it.
type Authenticated struct {
	By       string // name of the system, "" for the authenticator
	Identity string // KindLSC or KindMIC of package phone
	Refusal  error  // nil: it lets the phone in
}

// Kind implements event.What.
func (w Authenticated) Kind() string {
	if w.By != "" {
		return "system"
	}
	return "dot1x"
}

func (w Authenticated) String() string {
	if w.Refusal != nil {
		return w.Refusal.Error()
	}
	return "let into the network by its " + w.Identity
}
