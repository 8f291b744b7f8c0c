package admincli

import (
	"fmt"
	"os"
	"strings"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// generateCSR is `set csr gen UNIT` (command line guide; the question about the OU from scripts that answer it).
func generateCSR(s *session) error {
	unit, err := s.unit(s.args[0])
	if err != nil {
		return err
	}
	var options sim.CSROptions
	if s.rules().AsksForOU {
		if options.IncludeOU, err = s.confirm("Include OU in CSR (yes|no)? ", "no"); err != nil {
			return err
		}
	}
	if err := s.do(sim.GenerateCSR(unit, s.node.ID, options)); err != nil {
		return err
	}
	s.printf("Successfully Generated CSR for %s.\n", unit)
	return nil
}

// showCSR is `show csr own UNIT`: the request as PEM.
func showCSR(s *session) error {
	unit, err := s.unit(unitOf(s.args[0], ".csr"))
	if err != nil {
		return err
	}
	request := s.node.CSR(unit)
	if request == nil {
		return fmt.Errorf("show csr own %s: no CSR of %s on %s; make one with `set csr gen %[1]s`", unit, unit, s.node.Name)
	}
	s.print(strings.TrimRight(string(request.PEM()), "\n") + "\n")
	return nil
}

// listCSR is `show csr list own`. Its form is that of `show cert list own`.
func listCSR(s *session) error {
	for _, store := range ownOrder {
		if s.node.CSR(store) != nil {
			s.printf("%s/%[1]s.csr\n", store)
		}
	}
	return nil
}

// importOwn is `set cert import own UNIT [CA]`: the certificate that answers the CSR of the unit.
func importOwn(s *session) error {
	unit, err := s.unit(s.args[0])
	if err != nil {
		return err
	}
	return s.importInto(unit, unit, "signed:"+s.node.ID+"/"+string(unit))
}

// importTrust is `set cert import trust UNIT`.
func importTrust(s *session) error {
	store := cucm.Store(strings.TrimSuffix(s.args[0], "-trust") + "-trust")
	if !store.Known() {
		return fmt.Errorf("unit %q is not known or has no trust store", s.args[0])
	}
	return s.importInto(cucm.Store(strings.TrimSuffix(string(store), "-trust")), store, "lab-root-ca")
}

// importInto asks for the certificate and uploads it. The question is recalled; the sentences after it stand in the
// command line guide. Certificates with several names are refused from 14SU2 on (security guide 14): text unknown.
func (s *session) importInto(unit, store cucm.Store, assumed string) error {
	answer, err := s.ask(question{prompt: "Paste the Certificate and Hit Enter\n", assumed: assumed, pasted: true})
	if err != nil {
		return err
	}
	cert, err := s.readCertificate(answer)
	if err != nil {
		return err
	}
	if !store.Trust() && s.rules().CLISingleSAN && len(cert.X509.DNSNames) > 1 {
		return fmt.Errorf("set cert import own %s: multi-SAN certificates cannot be imported by the CLI on release %s; upload it in OS Administration",
			unit, s.cluster.Release)
	}
	if err := s.do(sim.Upload(store, cert, s.node.ID)); err != nil {
		return err
	}
	s.printf("Successfully imported certificate for %s.\nPlease restart services related to %[1]s for the new certificate to\nbecome active.\n", unit)
	return nil
}

// maxPEM bounds a certificate file: the largest real chains have a few kilobytes.
const maxPEM = 64 << 10

// readCertificate takes what was pasted: PEM, what sim.FindCertificate understands, or the name of a PEM file.
func (s *session) readCertificate(text string) (*pki.Certificate, error) {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "-----BEGIN") {
		cert, err := s.cluster.FindCertificate(text)
		if err == nil {
			return cert, nil
		}
		if s.host.Outside().Confined {
			return nil, fmt.Errorf("certificate: not PEM: %w", err)
		}
		info, statErr := os.Stat(text)
		if statErr != nil || !info.Mode().IsRegular() || info.Size() > maxPEM {
			return nil, fmt.Errorf("certificate: neither PEM nor a file of it: %w", err)
		}
		data, err := os.ReadFile(text)
		if err != nil {
			return nil, fmt.Errorf("certificate: %w", err)
		}
		text = string(data)
	}
	return pki.ParsePEM(text)
}
