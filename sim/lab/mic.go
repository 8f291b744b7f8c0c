package lab

import (
	"time"

	"tvslab/sim/pki"
)

// MIC is which manufacturer installed certificate the phones of a group have, if their model has one. The zero value is that
// of phones made two years before they come into the lab.
type MIC struct {
	None  bool
	Until time.Time // when it ends; the zero time = ten years after the phone was made
}

// validity returns that of the certificate of phones that come into the lab now.
func (m MIC) validity(now time.Time) pki.Validity {
	const age = 2 // years
	if m.Until.IsZero() {
		return pki.MICFrom(now.AddDate(-age, 0, 0).Truncate(24 * time.Hour))
	}
	return pki.MICUntil(m.Until)
}
