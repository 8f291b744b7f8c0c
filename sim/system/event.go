package system

// Changed is a system that works, or fails for another reason, since something happened.
type Changed struct {
	Name   string
	System string // what it is: the name of its kind
	Up     bool
	Reason Reason
	Detail string // what the reason is about, "" for nothing
	Loses  string // what users lose while it is down
}

// Kind implements event.What.
func (Changed) Kind() string { return "system" }

func (w Changed) String() string {
	if w.Up {
		return w.System + " is up"
	}
	text := w.System + " is down: " + string(w.Reason)
	if w.Detail != "" {
		text += " (" + w.Detail + ")"
	}
	return text + "; " + w.Loses
}

// Since tells what is different since the system stood as before; ok is false if nothing did.
func (s System) Since(before System) (changed Changed, ok bool) {
	now, then := s.Worst(), before.Worst()
	up := s.Up()
	if up == before.Up() && (up || now.Reason == then.Reason && now.Detail == then.Detail) {
		return Changed{}, false
	}
	changed = Changed{Name: s.Name, System: s.Kind.Name, Up: up, Reason: now.Reason, Loses: s.Kind.Loses}
	if !up {
		changed.Detail = now.Detail
	}
	return changed, true
}
