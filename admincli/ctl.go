package admincli

import (
	"fmt"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

func hasCTL(r cucm.Release) bool      { return r.Rules().CTLSigner != "" }
func hasCTLReset(r cucm.Release) bool { return r.Rules().CTLReset != "" }

// autoRegistration stands in the question about mixed mode while a node registers phones by itself (endpoint guide).
const autoRegistration = "Auto-registration is enabled on at least one CM node. "

// mixedMode is `utils ctl set-cluster mixed-mode` (session in tech note 118893; later one in an endpoint guide). What
// it says to a cluster in mixed mode, or without a licence, is unknown.
func mixedMode(s *session) error {
	if s.cluster.Mixed() {
		return fmt.Errorf("utils ctl set-cluster mixed-mode: the cluster is in mixed mode already; use `utils ctl update CTLFile`")
	}
	extra := ""
	if s.cluster.Parameter(sim.ParamAutoRegistration) == "True" {
		extra = autoRegistration
	}
	return s.ctl("This operation will set the cluster to Mixed mode. "+extra+"Do you want to continue? (y/n):",
		"Moving Cluster to Mixed Mode\nCluster set to Mixed Mode", sim.SetMixedMode)
}

// nonSecureMode is `utils ctl set-cluster non-secure-mode` (session in tech note 118892).
func nonSecureMode(s *session) error {
	return s.ctl("This operation will set the cluster to non secure mode. Do you want to continue? (y/n):",
		"Moving Cluster to Non Secure Mode\nCluster set to Non Secure Mode", sim.SetNonSecureMode)
}

const (
	updateQuestion = "This operation will update the CTLFile. Do you want to continue? (y/n):"
	updateDone     = "Updating CTL file\nCTL file Updated"
)

// updateCTL is `utils ctl update CTLFile` (session in tech note 118893).
func updateCTL(s *session) error {
	return s.ctl(updateQuestion, updateDone, sim.UpdateCTL)
}

// resetCTL is `utils ctl reset localkey`. Its output is not documented; that of the update is printed.
func resetCTL(s *session) error { return s.ctl(updateQuestion, updateDone, sim.ResetCTL) }

func (s *session) ctl(prompt, done string, op sim.Op) error {
	change, err := s.cluster.Try(op)
	if err != nil {
		return err
	}
	yes, err := s.confirm(prompt, "y")
	if err != nil || !yes {
		return err
	}
	if err := s.commit(change); err != nil {
		return err
	}
	s.printf("\n%s\n%s\n", done, s.rules().CTLAdvice)
	return nil
}
