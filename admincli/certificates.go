package admincli

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
	"tvslab/sim/store"
)

// unit returns the identity store a command names: as printed, case matters.
func (s *session) unit(name string) (cucm.Store, error) {
	store := cucm.Store(name)
	if store.Trust() {
		return "", fmt.Errorf("unit %q: certificates of a trust store cannot be regenerated, only deleted", name)
	}
	if !store.Known() {
		return "", fmt.Errorf("unit %q is not known; units are %s", name, strings.Join(units(), ", "))
	}
	return store, nil
}

// units names the identity stores, in the order of `show cert list own`.
func units() []string {
	var names []string
	for _, store := range cucm.Stores() {
		if !store.Trust() {
			names = append(names, string(store))
		}
	}
	return names
}

// recoveryWarning is what `set cert regen ITLRecovery` says from 12.0 on (command line guide).
const recoveryWarning = "WARNING: If you are using a tokenless CTL and if the CallManager certificate is recently\n" +
	"generated, please ensure that the CTL File already has the new CallManager certificate and is\n" +
	"updated to the endpoints, before generating the ITL Recovery certificate. Are you sure want\nto proceed?\n"

// regenerate is `set cert regen UNIT` (Cisco doc 117299, Japanese edition; ITLRecovery from the command line guide).
func regenerate(s *session) error {
	unit, err := s.unit(s.args[0])
	if err != nil {
		return err
	}
	change, err := s.cluster.Try(sim.Regenerate(unit, s.node.ID))
	if err != nil {
		return err
	}
	recovery := unit == cucm.ITLRecovery && s.rules().RecoveryWarn
	warning := fmt.Sprintf("WARNING: This operation will overwrite any CA signed certificate previously imported for %s", unit)
	if recovery {
		warning = recoveryWarning
	}
	s.printf("\n%s\n", warning)
	yes, err := s.confirm("Proceed with regeneration (yes|no)? ", "yes")
	if err != nil || !yes {
		return err
	}
	if err := s.commit(change); err != nil {
		return err
	}
	s.printf("\nSuccessfully Regenerated Certificate for %s.\n\n", unit)
	if recovery {
		s.print("You must restart the services related to ITLRecovery for the regenerated certificates to\nbecome active.\n")
		return nil
	}
	s.printf("You must restart services related to %s for the regenerated certificates to become active.\n", unit)
	return nil
}

// deleteCertificate is `set cert delete UNIT NAME.pem`, in the trust store of the unit. Questions and success text are
// unknown; one line is printed, and nothing asked.
func deleteCertificate(s *session) error {
	store := cucm.Store(strings.TrimSuffix(s.args[0], "-trust") + "-trust")
	if !store.Known() {
		return fmt.Errorf("unit %q is not known or has no trust store", s.args[0])
	}
	if err := s.do(sim.DeleteCertificate(store, s.args[1], s.node.ID)); err != nil {
		return err
	}
	s.printf("Successfully deleted certificate: %s.pem\n", strings.TrimSuffix(s.args[1], ".pem"))
	return nil
}

// listOwn is `show cert list own`, in the shape that scripts of administrators take apart.
func listOwn(s *session) error {
	for _, store := range ownOrder {
		if cert := s.cluster.Identity(s.node, store); cert != nil {
			s.printf("%s/%[1]s.pem: %s\n", store, cert.Description())
		}
	}
	return nil
}

// ownOrder is the order in which a CUCM 14 and a CUCM 15 list their own certificates; that of IM and Presence is not known.
var ownOrder = []cucm.Store{cucm.Tomcat, cucm.TomcatECDSA, cucm.IPsec, cucm.ITLRecovery, cucm.CallManagerECDSA, cucm.CallManager, cucm.CAPF, cucm.TVS,
	cucm.Cup, cucm.CupXMPP, cucm.CupXMPPS2S}

// listTrust is `show cert list trust`.
func listTrust(s *session) error {
	for _, trust := range trustOrder() {
		for _, cert := range s.node.Trusted(trust) {
			s.printf("%s/%s: %s\n", trust, store.FileName(cert, s.cluster.Rules()), pki.TrustDescription)
		}
	}
	return nil
}

// firstTrust are the -trust stores that a CUCM 14 lists first, in its order.
var firstTrust = []cucm.Store{cucm.TomcatTrust, cucm.CallManagerTrust, cucm.CAPFTrust}

// trustOrder is the order of the -trust stores in lists: those whose place was seen, then the others.
func trustOrder() []cucm.Store {
	order := slices.Clone(firstTrust)
	for _, store := range cucm.Stores() {
		if store.Trust() && !slices.Contains(order, store) {
			order = append(order, store)
		}
	}
	return order
}

// showOwn is `show cert own UNIT`; the name as the list prints it, UNIT/UNIT.pem, is taken too.
func showOwn(s *session) error {
	unit, err := s.unit(unitOf(s.args[0], ".pem"))
	if err != nil {
		return err
	}
	cert := s.cluster.Identity(s.node, unit)
	if cert == nil {
		return fmt.Errorf("show cert own %s: no such certificate on %s", unit, s.node.Name)
	}
	s.print(s.cluster.CertificateText(s.node, cert))
	return nil
}

func unitOf(name, suffix string) string {
	unit, _, _ := strings.Cut(name, "/")
	return strings.TrimSuffix(unit, suffix)
}

// showTrust is `show cert trust FILE`: every trust certificate of that file name, or the one of a store where
// STORE/FILE is given as in the list.
func showTrust(s *session) error {
	found := false
	for _, trust := range trustOrder() {
		for _, cert := range s.node.Trusted(trust) {
			file := store.FileName(cert, s.cluster.Rules())
			if want := strings.TrimSuffix(s.args[0], ".pem") + ".pem"; want == file || want == string(trust)+"/"+file {
				found = true
				s.print(s.cluster.CertificateText(s.node, cert))
			}
		}
	}
	if !found {
		return fmt.Errorf("show cert trust %s: no such certificate on %s", s.args[0], s.node.Name)
	}
	return nil
}
