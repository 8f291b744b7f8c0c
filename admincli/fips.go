package admincli

import (
	"fmt"
	"strings"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

func hasFIPS(r cucm.Release) bool { return r.Rules().FIPS }

var fipsLine = strings.Repeat("*", 78) + "\n"

// The texts of `utils fips enable` are those of security guide 12.5(1)SU6. Lines about what a release does not have are left out.
const (
	fipsUploads = "Any third party CA signed certificates that have been uploaded for the above\n" +
		"components will need to be re-uploaded. If the system is operating in mixed\n" +
		"mode, then the CTL client needs to be run again to update the CTL file.\n" +
		"If there are other servers in the cluster, please wait and do not change\n" +
		"the FIPS Settings on any other node until the FIPS operation on this node\n" +
		"is complete and the system is back up and running.\n\n"
	fipsSignature = "If the enterprise parameter 'TFTP File Signature Algorithm' is configured\n" +
		"with the value 'SHA-1' which is not FIPS compliant in the current version of the\n" +
		"Unified Communications Manager, though the signing operation\n" +
		"will continue to succeed, it is recommended the parameter value be changed to\n" +
		"SHA-512 in order to be fully FIPS. Configuring SHA-512 as the signing algorithm\n" +
		"may reqiure all the phones that are provisioned in the cluster to be capable of\n" +
		"verifying SHA-512 signed configuration file, otherwise the phone registration\n" +
		"may fail. Please refer to the Cisco Unified Communications Manager Security Guide\n" +
		"for more details.\n"
	fipsPatience = "WARNING: Once you continue do not press Ctrl+C. Canceling this operation after it\n" +
		"starts will leave the system in an inconsistent state; rebooting the system and\n" +
		"running \"utils fips status\" will be required to recover.\n"
	fipsQuestion = "Do you want to continue (yes/no)?"
	fipsBackup   = "********************************************************\n" +
		"It is highly recommended that after your system restarts\n" +
		"that a system backup is performed.\n" +
		"********************************************************\n" +
		"The system will reboot in a few minutes.\n"
)

// setFIPS is `utils fips enable` or `utils fips disable`. Of the latter the guide prints nothing; it says here what the former says,
// with the words of the same command of Cisco Prime Collaboration Deployment for the mode ("NON-FIPS").
func setFIPS(on bool) func(*session) error {
	return func(s *session) error {
		change, err := s.cluster.Try(sim.SetFIPS(s.node.ID, on))
		if err != nil {
			return err
		}
		s.print(s.fipsWarning(on))
		yes, err := s.confirm(fipsQuestion, "yes")
		if err != nil || !yes {
			return err
		}
		if err := s.commit(change); err != nil {
			return err
		}
		if on {
			s.print("Generating certificates...Setting FIPS mode in operating system.\nFIPS mode enabled successfully.\n" + fipsBackup)
		} else {
			s.print("Generating certificates...Setting NON-FIPS mode in operating system.\nFIPS mode disabled successfully.\n" + fipsBackup)
		}
		return nil
	}
}

func (s *session) fipsWarning(on bool) string {
	text := "Security Warning: The operation will regenerate certificates for\n\n"
	for i, name := range s.fipsComponents() {
		text += fmt.Sprintf("%d)%s\n", i+1, name)
	}
	text += fipsUploads
	mode := "FIPS"
	if !on {
		mode = "NON-FIPS"
	} else if s.rules().SHA512 {
		text += fipsSignature
	}
	return text + fipsLine + "This will change the system to " + mode + " mode and will reboot.\n" + fipsLine + fipsPatience + fipsLine
}

// fipsComponents are what the warning names; elliptic certificates go with their RSA ones (inferred).
func (s *session) fipsComponents() []string {
	names := []string{"CallManager", "Tomcat", "IPsec", "TVS", "CAPF", "SSH"}
	if s.rules().ITLRecovery {
		names = append(names, "ITLRecovery")
	}
	return names
}

// fipsStatus is `utils fips status`. The sentences are recalled; the results of self-tests that follow are left out.
func fipsStatus(s *session) error {
	mode := "NON-FIPS"
	if s.node.FIPS() {
		mode = "FIPS"
	}
	s.printf("The system is operating in %s mode.\n", mode)
	return nil
}
