package scenarios

import (
	"context"

	"tvslab/scenarios/file"
	"tvslab/sim/lab/dot1x"
)

// authenticator is its verb's argument: the certificates of the CAs whose
// phone certificates the network's 802.1X authenticator believes.
type authenticator struct {
	Pos    file.Pos
	Trusts file.Names `yaml:"trusts" need:"true" doc:"Certificate references, for example cucm-pub/CAPF."`
}

func (x *authenticator) check(c *checker) {
	for _, ref := range x.Trusts {
		c.Reference(ref)
	}
}

// do replaces what the authenticator trusts.
func (x *authenticator) do(_ context.Context, r *Runner) error {
	var trusted dot1x.Authenticator
	for _, ref := range x.Trusts {
		certificate, err := r.Lab.FindCertificate(ref.Value)
		if err != nil {
			return err
		}
		trusted.Trust(certificate.X509)
	}
	*r.Lab.Authenticator() = trusted
	return nil
}

func (x *authenticator) String() string { return "trusts " + x.Trusts.String() }
