package control

import (
	"context"
	"fmt"
	"time"

	"tvslab/scenarios/file"
	"tvslab/sim/lab/clock"
)

// Resets says when phones reset that a cluster tells to: see [ParseResets].
type Resets struct {
	word  string
	after time.Duration // on the lab's clock; of a duration only
}

// ResetsHeld is when they do as in a scenario: with the next reset of any phone, or when somebody waits for them. ResetsAtOnce is after
// the command that told them to.
var (
	ResetsHeld   = Resets{word: "held"}
	ResetsAtOnce = Resets{word: "at-once"}
)

// ParseResets reads "held", "at-once", or a duration of package file: so long after they were first told to, on the lab's clock.
func ParseResets(text string) (Resets, error) {
	for _, r := range []Resets{ResetsHeld, ResetsAtOnce} {
		if text == r.word {
			return r, nil
		}
	}
	after, err := file.ParseDuration(text)
	if err != nil {
		return Resets{}, fmt.Errorf("%q is neither %q nor %q nor a duration such as 10m", text, ResetsHeld.word, ResetsAtOnce.word)
	}
	return Resets{text, after}, nil
}

// String gives the word or the duration.
func (r Resets) String() string { return r.word }

// due tells whether resets happen that have waited for so long.
func (r Resets) due(waited time.Duration) bool {
	return r == ResetsAtOnce || r.after > 0 && waited >= r.after
}

// Waiting is resets that wait.
type Waiting struct {
	When   string   `json:"when"`            // they happen: "held", "at-once" or a duration
	Phones int      `json:"phones"`          // that wait and are on, 0 where none do
	Why    []string `json:"why"`             // they were told to, by cluster
	Since  string   `json:"since,omitempty"` // on the lab's clock
}

// Waiting says which resets wait.
func (l *Lab) Waiting() *Waiting {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.waiting()
}

func (l *Lab) waiting() *Waiting {
	phones, why := l.lab.Waiting()
	w := &Waiting{When: l.resets.String(), Phones: phones.Len(), Why: append([]string{}, why...)}
	if l.notice(); len(why) > 0 {
		w.Since = l.since.Format(clockForm)
	}
	return w
}

// notice sees since when resets wait.
func (l *Lab) notice() {
	switch _, why := l.lab.Waiting(); {
	case len(why) == 0:
		l.since = time.Time{}
	case l.since.IsZero():
		l.since = l.lab.Now()
	}
}

// settle lets resets happen that wait, if it is time: all at once where the clock does not run, else at the rate of the lab.
func (l *Lab) settle(ctx context.Context) error {
	l.notice()
	if l.since.IsZero() || !l.resets.due(l.lab.Now().Sub(l.since)) {
		return nil
	}
	l.since = time.Time{}
	if l.clock.Rate != clock.Stopped {
		l.lab.Spread()
		return nil
	}
	if err := l.lab.Settle(ctx); err != nil {
		return err
	}
	return l.catchUp(ctx)
}
