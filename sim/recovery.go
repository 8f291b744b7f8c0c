package sim

// RecoveryKey is ITLRecovery.p12: the recovery certificate with its private key.
type RecoveryKey struct {
	Certificate *Certificate
}

// ExportRecoveryKey is `file get tftp ITLRecovery.p12`.
func (c *Cluster) ExportRecoveryKey() (*RecoveryKey, error) { return nil, errNotYet }

// ResetITLRemote is `utils itl reset remotekey`.
func (c *Cluster) ResetITLRemote(key *RecoveryKey) ([]Event, error) { return nil, errNotYet }
