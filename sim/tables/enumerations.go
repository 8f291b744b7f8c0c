package tables

import (
	"strings"

	"tvslab/sim/cucm"
)

// services are the rows of typecertificateservice, in the order of the enumeration of AXL; its numbers are not published.
var services = []string{
	"Phone-trust", "Phone-VPN-trust", "CallManager", "CallManager-trust", "tomcat", "tomcat-trust", "ipsec", "ipsec-trust", "CAPF", "CAPF-trust",
	"TVS", "TVS-trust", "directory-trust", "Phone-SAST-trust", "Phone-CTL-trust", "userlicensing-trust", "ITLRecovery", "CallManager-ECDSA",
	"tomcat-ECDSA", "Phone-CTL-ASA-trust", "Phone-Edge-trust",
}

// serviceNumber is the row of typecertificateservice for a store, 0 for one that it lacks.
func serviceNumber(s cucm.Store) int {
	for i, name := range services {
		if name == string(s) {
			return i + 1
		}
	}
	return 0
}

// enumeration is a table of names for numbers from first on.
func enumeration(name string, first int, names ...string) table {
	return table{name, "#enum name moniker", func(_ View, add func(...any)) {
		for i, n := range names {
			if n != "" {
				add(first+i, n, strings.ToLower(n))
			}
		}
	}}
}

// enumerations give the numbers of columns their names.
var enumerations = []table{
	enumeration("typecertificateservice", 1, services...),
	{"typecertificatedistribution", "#enum name moniker", func(_ View, add func(...any)) {
		add(ownDistribution, "Own", "own")
		add(trustDistribution, "Trust", "trust")
	}},
	enumeration("typecertificateoperation", 1, "No Pending Operation", "Install/Upgrade", "Delete", "Troubleshoot"),
	enumeration("typecertificatestatus", 1, "None", "Operation Pending", "Upgrade Success", "Upgrade Failure", "Delete Success", "Delete Failure",
		"Troubleshoot Success", "Troubleshoot Failure"),
	enumeration("typeauthenticationmode", 1, "By Authentication String", "By Null String", "By Existing Certificate (precedence to LSC)",
		"By Existing Certificate (precedence to MIC)"),
	enumeration("typedevicesecuritymode", 1, "Non Secure", "Authenticated", "Encrypted"),
	enumeration("typenodeusage", 0, "Publisher", "Subscriber"),
	enumeration("typeclass", 1, "Phone"),
	{"typedeviceprotocol", "#enum name moniker", func(_ View, add func(...any)) {
		add(protocolNumbers["SCCP"], "SCCP", "sccp")
		add(protocolNumbers["SIP"], "SIP", "sip")
	}},
}
