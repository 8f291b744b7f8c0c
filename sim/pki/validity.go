package pki

import (
	"crypto/x509"
	"fmt"
	"time"
)

// Validity is from when to when a certificate is good; both ends belong to it. The zero value is for ever.
type Validity struct{ From, To time.Time }

// ValidityOf returns that of a certificate.
func ValidityOf(c *x509.Certificate) Validity { return Validity{c.NotBefore, c.NotAfter} }

// Check says why a certificate is not good at a time, nil if it is. At the zero time every one is.
func (v Validity) Check(now time.Time) error {
	switch {
	case now.IsZero() || v == Validity{}:
	case now.After(v.To):
		return fmt.Errorf("it has expired on %s", v.To.Format(time.DateOnly))
	case now.Truncate(time.Second).Before(v.From.Truncate(time.Second)):
		return fmt.Errorf("it is not valid before %s", v.From.Format(time.DateOnly))
	}
	return nil
}
