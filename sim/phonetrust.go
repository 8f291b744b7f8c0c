package sim

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// Why a server refuses the certificate of a phone; compare with errors.Is.
var (
	ErrPhoneIssuer  = errors.New("issuer of the phone's certificate is not trusted")
	ErrPhoneExpired = errors.New("phone's certificate or its issuer's has expired")
)

// JudgePhone decides about a phone's certificate, LSC or MIC, as Cisco CallManager on the node does over TLS: its
// issuer must be in CallManager-trust on the node's disk, and neither it nor the issuer may have expired (an LSC
// of an expired CAPF certificate is refused). Errors are ErrPhoneIssuer or ErrPhoneExpired.
func (c *Cluster) JudgePhone(node string, issuer *x509.Certificate, notAfter time.Time) error {
	n := c.Node(node)
	if n == nil {
		return fmt.Errorf("node %q is not in the cluster", node)
	}
	known := slices.ContainsFunc(n.Trusted(cucm.CallManagerTrust), func(t *pki.Certificate) bool {
		return issuer != nil && bytes.Equal(t.DER, issuer.Raw)
	})
	switch {
	case !known:
		return ErrPhoneIssuer
	case c.Now.After(issuer.NotAfter), !notAfter.IsZero() && c.Now.After(notAfter):
		return ErrPhoneExpired
	}
	return nil
}
