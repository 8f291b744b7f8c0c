package deviation

import "fmt"

// Deviation is one thing that goes otherwise. Steps go by their numbers in the plan's file, from 1.
type Deviation struct {
	Kind *Kind
	Target
	// From is the step that is left out or displaced; else the first step that it covers, or the step before which it happens. After the
	// last step it is one more than that has.
	From int
	// To is the step next to which a displaced step is done: before it where To is less than From, else after it. Of a stretch it is the
	// last step that it covers, 0 where it does not end.
	To int
}

// String says what happens.
func (d Deviation) String() string {
	switch d.Kind.Form {
	case Omission:
		return fmt.Sprintf("step %d is skipped", d.From)
	case Displacement:
		return d.displaced(d.To < d.From)
	}
	return fmt.Sprintf(d.Kind.words, d.Target) + d.when()
}

// Condition says what must be so for it not to happen.
func (d Deviation) Condition() string {
	switch {
	case d.Kind.Form == Omission:
		return fmt.Sprintf("step %d is done", d.From)
	case d.Kind.Form == Displacement:
		return d.displaced(d.To > d.From)
	case d.Kind.Early:
		return fmt.Sprintf(d.Kind.holds, d.Target) + d.renewal()
	}
	return fmt.Sprintf(d.Kind.holds, d.Target) + d.when()
}

func (d Deviation) displaced(before bool) string {
	if before {
		return fmt.Sprintf("step %d is done before step %d", d.From, d.To)
	}
	return fmt.Sprintf("step %d is done after step %d", d.From, d.To)
}

// when says in which steps, or before which.
func (d Deviation) when() string {
	switch d.Kind.Form {
	case Delay:
		return fmt.Sprintf(" in step %d", d.From)
	case Moment:
		return fmt.Sprintf(" before step %d", d.From)
	}
	return d.renewal() + d.stretch()
}

func (d Deviation) renewal() string {
	if d.Store == "" {
		return ""
	}
	return " of " + d.Store
}

// stretch says from when until when.
func (d Deviation) stretch() string {
	switch {
	case d.Kind.Early && d.To == 0:
		return ""
	case d.Kind.Early:
		return fmt.Sprintf(", until after step %d", d.To)
	case d.To == 0:
		return fmt.Sprintf(" from before step %d on", d.From)
	case d.To < d.From:
		return fmt.Sprintf(" for a moment before step %d", d.From)
	case d.To == d.From:
		return fmt.Sprintf(" in step %d", d.From)
	}
	return fmt.Sprintf(" in steps %d to %d", d.From, d.To)
}
