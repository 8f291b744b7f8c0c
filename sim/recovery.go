package sim

import (
	"fmt"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// RecoveryKey is what ITLRecovery.p12 holds: the recovery certificate with its private key.
type RecoveryKey struct {
	Certificate *pki.Certificate
}

// ExportRecoveryKey is `file get tftp ITLRecovery.p12` on the publisher (security guide). The key stays good
// for ResetITLRemote after the cluster has another one.
func (c *Cluster) ExportRecoveryKey() (*RecoveryKey, error) {
	const command = "file get tftp ITLRecovery.p12"
	p := c.Publisher()
	switch {
	case p.Down:
		return nil, fmt.Errorf("%s: the publisher %s is down", command, p.Name)
	case p.identity[cucm.ITLRecovery] == nil:
		return nil, fmt.Errorf("%s: no such file on release %s (10.0 and later)", command, c.Release)
	}
	return &RecoveryKey{Certificate: p.identity[cucm.ITLRecovery]}, nil
}

// ResetITLRemote is `utils itl reset remotekey`: the ITL of all TFTP nodes is signed with an exported recovery key,
// which a phone takes whose stored ITL lists that certificate. The certificate becomes a SAST record of the file, so
// that a phone without lists can verify it too; that CUCM does the same is inferred. The reset ends with the next start
// of Cisco Tftp, like that of `utils itl reset localkey`.
func ResetITLRemote(key *RecoveryKey) Op {
	return func(c *Cluster) error {
		const command = "utils itl reset remotekey"
		switch {
		case c.rules.ITLReset == "":
			return fmt.Errorf("%s: not available on release %s (10.0 and later)", command, c.Release)
		case key == nil || key.Certificate == nil || key.Certificate.Key == nil:
			return fmt.Errorf("%s: no exported ITLRecovery.p12 with a private key; export it with `file get tftp ITLRecovery.p12`", command)
		case c.Publisher().Down:
			return fmt.Errorf("%s: the publisher %s is down", command, c.Publisher().Name)
		case len(c.tftpNodes()) == 0:
			return fmt.Errorf("%s: Cisco Tftp runs on no node; start it first", command)
		}
		if err := c.checkRecoveryBits(command, key.Certificate); err != nil {
			return err
		}
		for _, n := range c.tftpNodes() {
			if err := c.resetITLOn(n, key.Certificate); err != nil {
				return err
			}
		}
		return nil
	}
}
