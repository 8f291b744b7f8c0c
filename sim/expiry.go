package sim

import (
	"errors"
	"time"
)

// CertificateMonitor is the page OS Administration > Security > Certificate Monitor.
type CertificateMonitor struct {
	Start     time.Duration // how long before the expiry the first notification is sent: 30 days
	Frequency time.Duration // between two notifications about one certificate: 7 days
	Mail      string        // address, "" = e-mail off
}

// CertificateMonitor returns the settings of the page.
func (c *Cluster) CertificateMonitor() CertificateMonitor { return CertificateMonitor{} }

// SetCertificateMonitor changes the settings of the page.
func (c *Cluster) SetCertificateMonitor(m CertificateMonitor) ([]Event, error) {
	return nil, errors.New("certificate monitor: not yet")
}
