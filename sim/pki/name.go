package pki

import (
	"crypto/sha256"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"strings"

	"tvslab/sim/cucm"
)

// Organization is the part of a certificate's subject that all nodes of a cluster share.
type Organization struct {
	Unit, Name, Locality, State, Country string
}

var (
	oidCommonName   = asn1.ObjectIdentifier{2, 5, 4, 3}
	oidSerialNumber = asn1.ObjectIdentifier{2, 5, 4, 5}
	oidCountry      = asn1.ObjectIdentifier{2, 5, 4, 6}
	oidLocality     = asn1.ObjectIdentifier{2, 5, 4, 7}
	oidState        = asn1.ObjectIdentifier{2, 5, 4, 8}
	oidOrganization = asn1.ObjectIdentifier{2, 5, 4, 10}
	oidUnit         = asn1.ObjectIdentifier{2, 5, 4, 11}
)

type attribute struct {
	oid   asn1.ObjectIdentifier
	value string
}

func encodeName(attributes []attribute) ([]byte, error) {
	var names pkix.RDNSequence
	for _, a := range attributes {
		if a.value != "" {
			names = append(names, pkix.RelativeDistinguishedNameSET{{Type: a.oid, Value: a.value}})
		}
	}
	der, err := asn1.Marshal(names)
	if err != nil {
		return nil, fmt.Errorf("certificate name %q: %w", attributes[len(attributes)-1].value, err)
	}
	return der, nil
}

// rawSubject encodes the name in the order CUCM nodes use: C, O, OU, CN, ST, L.
func rawSubject(commonName string, o Organization) ([]byte, error) {
	return encodeName([]attribute{
		{oidCountry, o.Country}, {oidOrganization, o.Name}, {oidUnit, o.Unit}, {oidCommonName, commonName},
		{oidState, o.State}, {oidLocality, o.Locality},
	})
}

// PhoneName is the subject CN of a phone's certificates, as in phones' own TVS requests: CP-<model>-<device>.
func PhoneName(model, device string) string { return "CP-" + model + "-" + device }

// LSCSubject is the name an 8861 printed of its LSC (tech note 213407), DER encoded: product and serial number, the
// cluster's organization, CN=CP-<model>-<device>. The serial number of the phone is made up from its name.
func LSCSubject(model, device string, o Organization) ([]byte, error) {
	number := sha256.Sum256([]byte(device))
	id := fmt.Sprintf("PID:CP-%s SN:LAB%s", model, strings.ToUpper(hex.EncodeToString(number[:4])))
	return encodeName([]attribute{
		{oidSerialNumber, id}, {oidCountry, o.Country}, {oidOrganization, o.Name}, {oidUnit, o.Unit},
		{oidCommonName, PhoneName(model, device)},
	})
}

// CommonName is the subject CN of a store's certificate on a host, whose domain may be "". CAPF gets a suffix that is
// new each time, so that its old certificate stays in the trust stores (Cisco doc 117299). Behind the host name stands -EC
// for elliptic keys (certificates of a CUCM 14) and -ms for one certificate of several servers (security guide 14).
func CommonName(s cucm.Store, host, domain string, multi bool, suffix []byte) string {
	if s == cucm.CAPF {
		return "CAPF-" + hex.EncodeToString(suffix)
	}
	name := host
	if s.Elliptic() {
		name += "-EC"
	}
	if multi {
		name += "-ms"
	}
	if domain != "" {
		name += "." + domain
	}
	if s == cucm.ITLRecovery {
		return "ITLRECOVERY_" + name
	}
	return name
}
