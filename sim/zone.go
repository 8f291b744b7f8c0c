package sim

import (
	"fmt"
	"time"
	_ "time/tzdata" // zones are known on machines without a database of them

	"tvslab/sim/pki"
)

// zoneNamed returns a time zone by its name in the IANA database, UTC for "". "Local" is none: the same scenario must print the same
// everywhere.
func zoneNamed(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == time.Local.String() {
		return nil, fmt.Errorf("time zone %q is not in the IANA database; write for example Europe/Brussels", name)
	}
	return zone, nil
}

// CheckZone says what is wrong with the name of a time zone, nil if nothing is.
func CheckZone(name string) error {
	_, err := zoneNamed(name)
	return err
}

// zoneOf is zoneNamed for a name that was checked.
func zoneOf(name string) *time.Location {
	zone, err := zoneNamed(name)
	if err != nil {
		return time.UTC
	}
	return zone
}

// Zone returns the node's time zone, in which its texts write dates.
func (n *Node) Zone() *time.Location { return n.zone }

// Local returns a time in the node's zone.
func (n *Node) Local(t time.Time) time.Time { return t.In(n.zone) }

// CertificateText returns the block that the node prints of a certificate; see pki.Certificate.Text.
func (c *Cluster) CertificateText(n *Node, cert *pki.Certificate) string {
	return cert.Text(pki.Form{Zone: n.zone, Provider: c.rules.ProviderText})
}
