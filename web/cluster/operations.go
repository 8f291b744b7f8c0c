package cluster

import (
	"net/url"

	"tvslab/scenarios"
	"tvslab/sim"
)

// The applications, by the names at the head of their pages.
const (
	osAdmin        = "Cisco Unified OS Administration"
	serviceability = "Cisco Unified Serviceability"
	ccmAdmin       = "Cisco Unified CM Administration"
	drs            = "Disaster Recovery System"
	commandLine    = "Command line"
	ctlClient      = "Cisco CTL Client"
	outside        = "Around the cluster"
	atThePhone     = "At the phone"
	theLab         = "The lab"
)

const (
	certificateManagement = "Security > Certificate Management"
	phonePage             = "Device > Phone"
	controlFeature        = "Tools > Control Center - Feature Services"
	controlNetwork        = "Tools > Control Center - Network Services"
	bulkQuery             = "Bulk Administration > Phones > Update Phones > Query"
)

// Fields that many forms have.
var (
	servers  = field{key: "nodes", label: "Server", source: nodes, many: true}
	onServer = field{key: "node", label: "Server", source: nodes}
	phones   = field{key: "phones", label: "Phones", source: phoneNames, many: true, hint: "a group, desk[1..3], SEP…, model 88*, 4% of desk, all; commas between several"}
	devices  = field{key: "phones", label: "Device Name", source: phoneNames, many: true, alone: true, hint: phones.hint}
	purpose  = field{key: "certificate", label: "Certificate Purpose", source: identityStores}
	feature  = field{key: "service", label: "Service", source: featureServices, many: true}
	network  = field{key: "service", label: "Service", source: networkServices, many: true}
	hashes   = field{key: "hash", label: "Hash Algorithm", source: words, optional: true}
	keyBits  = field{key: "key-length", label: "Key Length", source: number, optional: true, hint: "bits"}
	spread   = field{key: "distribution", label: "Distribution", source: words, optional: true, hint: "for this server, or Multi-server(SAN)"}
)

// operations are what can be done, by application and in the order of its menus.
var operations = []operation{
	{id: "generate-self-signed", app: osAdmin, menu: certificateManagement, button: "Generate Self-signed", verb: "generate-self-signed",
		says: "A new self-signed certificate with chosen properties replaces the one of the server.",
		fields: []field{purpose, servers, spread, keyBits, hashes,
			{key: "validity", label: "Validity Period (in years)", source: number, optional: true}}},
	{id: "generate-csr", app: osAdmin, menu: certificateManagement, button: "Generate CSR", verb: "generate-csr",
		says: "A certificate signing request waits for the answer of a CA; the certificate in use stays.",
		fields: []field{{key: "store", label: "Certificate Purpose", source: identityStores}, servers, spread, keyBits, hashes,
			{key: "alternative-names", label: "Subject Alternate Names (SANs)", source: text, many: true, optional: true},
			{key: "include-ou", label: "Include OU in CSR", source: box, optional: true}}},
	{id: "upload", app: osAdmin, menu: certificateManagement, button: "Upload Certificate/Certificate chain", verb: "upload",
		says: "A certificate goes into a -trust store, or the answer of a CA into the identity store whose request waits. Root first, then the intermediate CA, then the certificate.",
		fields: []field{{key: "store", label: "Certificate Purpose", source: allStores},
			{key: "certificate", label: "Upload File", source: references, hint: "NODE/STORE, a CA of the lab, signed:NODE/STORE for the answer to a request"}, servers,
			{key: "days", label: "Validity of a CA's answer (in days)", source: number, optional: true}}},
	{id: "delete-certificate", app: osAdmin, menu: certificateManagement, button: "Delete", verb: "delete-certificate",
		says: "A certificate is deleted from a -trust store of the server; with Cisco Certificate Change Notification running, others bring it back.", question: scenarios.PopUpDelete,
		fields: []field{{key: "store", label: "Certificate Purpose", source: trustStores},
			{key: "certificate", label: "File Name", source: references, hint: "common name, file name or serial number as the list has it"}, servers}},
	{id: "regenerate", app: osAdmin, menu: certificateManagement, button: "Regenerate", verb: "regenerate",
		says:   "The certificate of the server is made anew, with a new key. Services work with the old one until they are restarted.",
		fields: []field{{key: "certificate", label: "Certificate", source: identityStores, many: true}, servers}},
	{id: "reuse-certificate", app: osAdmin, menu: certificateManagement, button: "Reuse Certificate", verb: "reuse-certificate",
		says:   "The multi-server tomcat certificate serves CallManager too (14 and later).",
		fields: []field{onServer}},
	{id: "bulk-certificates", app: osAdmin, menu: "Security > Bulk Certificate Management", button: "Export, Consolidate, Import", verb: "upload",
		says: "The TFTP certificates of servers of one cluster are exported, and imported on a server of the other, so that its TVS knows who signed what phones bring along. " +
			"Here the three buttons are one: what was exported is imported as Phone-SAST-trust, certificate by certificate.",
		fields: []field{{key: "from", label: "Export from", source: nodes, many: true, hint: "servers whose TFTP (CallManager) certificates are exported"},
			{key: "to", label: "Import on", source: nodes}}, steps: bulkImport},
	{id: "certificate-monitor", app: osAdmin, menu: "Security > Certificate Monitor", button: "Save", verb: "certificate-monitor",
		says: "When Cisco Certificate Expiry Monitor tells of certificates that end, and to whom it sends e-mail.",
		fields: []field{{key: "start", label: "Notification Start Time", source: text, optional: true, hint: "30d"},
			{key: "frequency", label: "Notification Frequency", source: text, optional: true, hint: "7d"},
			{key: "email", label: "E-mail IDs", source: text, many: true, optional: true},
			{key: "nodes", label: "Server", source: nodes, many: true, optional: true}}},
	{id: "set-hostname", app: osAdmin, menu: "Settings > IP > Ethernet", button: "Host name: Save", verb: "set-hostname",
		says: "The server gets another host name, and with it new certificates.", question: "The system will be rebooted after the change. Continue?",
		fields: []field{onServer, {key: "name", label: "Hostname", source: text}}},
	{id: "set-address", app: osAdmin, menu: "Settings > IP > Ethernet", button: "IP address: Save", verb: "set-address",
		says: "The server gets another IPv4 address.", question: "The system will be rebooted after the change. Continue?",
		fields: []field{onServer, {key: "address", label: "IP Address", source: text}}},
	{id: "switch-version", app: osAdmin, menu: "Settings > Version", button: "Switch Versions", verb: "switch-version", cluster: true,
		says: "The cluster goes back to the release on the inactive partition.", question: "The cluster restarts with the other version. Continue?",
		fields: []field{{key: "", label: "Version", source: words, alone: true}}},
	{id: "upgrade", app: osAdmin, menu: "Software Upgrades > Install/Upgrade", button: "Next", verb: "upgrade", cluster: true,
		says: "The cluster is upgraded and switched to the new release.", question: "The cluster is upgraded and switched. Continue?",
		fields: []field{{key: "release", label: "Release", source: releases}, {key: "refresh", label: "Refresh upgrade", source: box, optional: true}}},

	{id: "activate", app: serviceability, menu: "Tools > Service Activation", button: "Activate", verb: "activate",
		says: "Feature services are activated, which starts them.", fields: []field{servers, feature}},
	{id: "deactivate", app: serviceability, menu: "Tools > Service Activation", button: "Deactivate", verb: "deactivate",
		says: "Feature services are deactivated, which stops them.", question: "Deactivating services stops them. Continue?", fields: []field{servers, feature}},
	{id: "start-feature", app: serviceability, menu: controlFeature, button: "Start", verb: "start",
		says: "Services that were stopped are started: they read what lies on the server.", fields: []field{servers, feature}},
	{id: "stop-feature", app: serviceability, menu: controlFeature, button: "Stop", verb: "stop",
		says: "Services are stopped.", question: questionStop, fields: []field{servers, feature}},
	{id: "restart-feature", app: serviceability, menu: controlFeature, button: "Restart", verb: "restart",
		says: "Services are stopped and started: they read what lies on the server.", question: questionRestart, fields: []field{servers, feature}},
	{id: "start-network", app: serviceability, menu: controlNetwork, button: "Start", verb: "start",
		says: "Services that were stopped are started: they read what lies on the server.", fields: []field{servers, network}},
	{id: "stop-network", app: serviceability, menu: controlNetwork, button: "Stop", verb: "stop",
		says: "Services are stopped.", question: questionStop, fields: []field{servers, network}},
	{id: "restart-network", app: serviceability, menu: controlNetwork, button: "Restart", verb: "restart",
		says: "Services are stopped and started: they read what lies on the server.", question: questionRestart, fields: []field{servers, network}},

	{id: "add-node", app: ccmAdmin, menu: "System > Server", button: "Add New", verb: "add-node", cluster: true,
		says: "A further server is installed as a subscriber.",
		fields: []field{{key: "name", label: "Host Name/IP Address", source: text}, {key: "roles", label: "Services", source: roles, many: true},
			{key: "address", label: "IP Address", source: text, optional: true}}, steps: addNode},
	{id: "remove-node", app: ccmAdmin, menu: "System > Server", button: "Delete", verb: "remove-node",
		says: "A server is deleted from the cluster.", question: "You are about to delete this server. Continue?",
		fields: []field{{key: "", label: "Server", source: nodes, alone: true}}},
	{id: "group-reset", app: ccmAdmin, menu: "System > Cisco Unified CM Group", button: "Reset", verb: "reset",
		says:   "The phones of a Cisco Unified CM Group boot in full.",
		fields: []field{{key: "callmanager-group", label: "Cisco Unified CM Group", source: nodes, many: true, hint: "its servers in their order"}}},
	{id: "auto-registration", app: ccmAdmin, menu: "System > Cisco Unified CM", button: "Auto-registration: Save", verb: "set", cluster: true,
		says: "Phones that are not in the database register by themselves, or do not.", steps: parameterStep(sim.ParamAutoRegistration),
		fields: []field{{key: "value", label: "Auto-registration Enabled", source: onOff}}},
	{id: "set", app: ccmAdmin, menu: "System > Enterprise Parameters", button: "Save", verb: "set", cluster: true,
		says:   "An enterprise parameter gets a value.",
		fields: []field{{key: "parameter", label: "Parameter", source: parameters}, {key: "value", label: "Value", source: text}}},
	{id: "reset-all", app: ccmAdmin, menu: "System > Enterprise Parameters", button: "Reset", verb: "reset",
		says: "All devices of the system boot in full.", question: scenarios.PopUpReset,
		fields: []field{{key: "phones", label: "Devices", source: everything, alone: true, value: "all"}}},
	{id: "apply-all", app: ccmAdmin, menu: "System > Enterprise Parameters", button: "Apply Config", verb: "apply-config",
		says:   "All phones fetch their configuration if it changed.",
		fields: []field{{key: "phones", label: "Devices", source: everything, alone: true, value: "all"}}},
	{id: "reset", app: ccmAdmin, menu: phonePage, button: "Reset Selected", verb: "reset",
		says: "Phones that are on boot in full; their TVS cache is emptied.", question: "Reset the selected devices?", fields: []field{devices}},
	{id: "restart-phone", app: ccmAdmin, menu: phonePage, button: "Restart", verb: "restart-phone",
		says: "Phones that are on fetch their files again, without a full boot.", question: "Restart the selected devices?", fields: []field{devices}},
	{id: "apply-config", app: ccmAdmin, menu: phonePage, button: "Apply Config to Selected", verb: "apply-config",
		says: "Phones that are on fetch their configuration if it changed, no lists.", fields: []field{devices}},
	{id: "remove-device", app: ccmAdmin, menu: phonePage, button: "Delete Selected", verb: "remove-device", cluster: true,
		says: "Phones are deleted from the database; they find out at their next boot.", question: questionDelete, fields: []field{devices}},
	{id: "add-device", app: ccmAdmin, menu: phonePage, button: "Add New", verb: "add-device", cluster: true,
		says: "Phones that were deleted are put into the database again, as they are or as another model.",
		fields: []field{devices, {key: "model", label: "Phone Type", source: models, optional: true},
			{key: "protocol", label: "Device Protocol", source: words, optional: true}}},
	{id: "move", app: ccmAdmin, menu: phonePage, button: "Device Pool: Save", verb: "move",
		says: "Phones get the device pool of another Cisco Unified CM Group, or, by DHCP option 150, other TFTP servers.",
		fields: []field{phones, {key: "tftp", label: "TFTP servers (option 150)", source: nodes, many: true, optional: true},
			{key: "group", label: "Cisco Unified CM Group", source: nodes, many: true, optional: true}}},
	{id: "security-profile", app: ccmAdmin, menu: phonePage, button: "Device Security Profile: Save", verb: "security-profile",
		says: "Phones get another Phone Security Profile, from their next boot on.",
		fields: []field{phones, {key: "mode", label: "Device Security Mode", source: words},
			{key: "authentication", label: "Authentication Mode", source: words, optional: true},
			{key: "encrypted-config", label: "TFTP Encrypted Config", source: truth, optional: true},
			{key: "transport", label: "Transport Type", source: words, optional: true},
			{key: "digest", label: "Enable Digest Authentication", source: truth, optional: true},
			{key: "exclude-digest", label: "Exclude Digest Credentials in Configuration File", source: truth, optional: true}}},
	{id: "certificate-operation", app: ccmAdmin, menu: phonePage, button: "Certificate Operation: Save", verb: "certificate-operation",
		says:   "What CAPF does with the LSC of phones at their next boot.",
		fields: []field{phones, {key: "operation", label: "Certificate Operation", source: words}}},
	{id: "symmetric-key", app: ccmAdmin, menu: phonePage, button: "Generate Key", verb: "symmetric-key",
		says:   "The pages of phones into which one is typed get a symmetric key.",
		fields: []field{phones, {key: "key", label: "Symmetric Key", source: text, optional: true, hint: "hex digits; generated where it is left empty"}}},
	{id: "phone-load", app: ccmAdmin, menu: phonePage, button: "Phone Load Name: Save", verb: "phone-load",
		says:   "The configurations of phones name another firmware load.",
		fields: []field{phones, {key: "load", label: "Phone Load Name", source: text}}},
	{id: "product-specific", app: ccmAdmin, menu: phonePage, button: "Product Specific Configuration Layout: Save", verb: "product-specific",
		says: "Web Access and Settings Access of phones, from their next configuration on.",
		fields: []field{phones, {key: "web-access", label: "Web Access", source: words, optional: true},
			{key: "settings-access", label: "Settings Access", source: words, optional: true}}},
	{id: "bulk-reset", app: ccmAdmin, menu: "Bulk Administration > Phones > Reset/Restart Phones > Query", button: "Reset, Run Immediately", verb: "reset",
		says: "The phones that a query finds boot in full.", question: "Run Immediately?",
		fields: []field{{key: "phones", label: "Device Name begins with", source: phoneNames, many: true, alone: true, hint: "SEP*"}}},
	{id: "bulk-restart", app: ccmAdmin, menu: "Bulk Administration > Phones > Reset/Restart Phones > Query", button: "Restart, Run Immediately", verb: "restart-phone",
		says: "The phones of a model fetch their files again.", question: "Run Immediately?",
		fields: []field{{key: "model", label: "Device Type", source: models, hint: "8841, or 88* for several"}}},
	{id: "bulk-delete", app: ccmAdmin, menu: "Bulk Administration > Phones > Delete Phones > Query", button: "Delete, Run Immediately", verb: "remove-device", cluster: true,
		says: "The phones that a query finds are deleted from the database.", question: questionDelete,
		fields: []field{{key: "phones", label: "Device Name begins with", source: phoneNames, many: true, alone: true, hint: "SEP*"}}},
	{id: "bulk-apply", app: ccmAdmin, menu: bulkQuery, button: "Apply Config, Run Immediately", verb: "apply-config",
		says: "The phones that a query finds fetch their configuration if it changed.", question: "Run Immediately?",
		fields: []field{{key: "phones", label: "Device Name begins with", source: phoneNames, many: true, alone: true, hint: "SEP*"}}},

	{id: "backup", app: drs, menu: "Backup > Manual Backup", button: "Start Backup", verb: "backup", cluster: true,
		says:   "A backup of the whole cluster is made to a device.",
		fields: []field{{key: "", label: "Device Name", source: text, alone: true}}},
	{id: "restore", app: drs, menu: "Restore > Restore Wizard", button: "Restore", verb: "restore", cluster: true,
		says: "Servers go back to a backup: certificates with their keys, lists, and with the publisher the database.", question: "Restoring overwrites what is on the servers. Continue?",
		fields: []field{{key: "name", label: "Backup", source: backups, alone: true},
			{key: "nodes", label: "Servers", source: nodes, many: true, optional: true, hint: "all where none is chosen"}}},

	{id: "mixed-mode", app: commandLine, menu: "utils ctl", button: "utils ctl set-cluster mixed-mode", command: "utils ctl set-cluster mixed-mode",
		says: "The cluster goes to mixed mode with a tokenless CTL (10.0 and later).", question: "This operation will set the cluster to Mixed mode. Do you want to continue?",
		fields: []field{onServer}},
	{id: "non-secure-mode", app: commandLine, menu: "utils ctl", button: "utils ctl set-cluster non-secure-mode", command: "utils ctl set-cluster non-secure-mode",
		says: "The cluster goes back to non-secure mode.", question: "This operation will set the cluster to non secure mode. Do you want to continue?", fields: []field{onServer}},
	{id: "update-ctl", app: commandLine, menu: "utils ctl", button: "utils ctl update CTLFile", command: "utils ctl update CTLFile",
		says: "The CTL is built anew with the certificates of now.", question: "This operation will update the CTLFile. Do you want to continue?", fields: []field{onServer}},
	{id: "reset-itl", app: commandLine, menu: "utils itl", button: "utils itl reset localkey", command: "utils itl reset localkey",
		says: "The ITL is signed with the recovery key, which phones know though they trust no other.", question: "Sign the ITL with the recovery key?", fields: []field{onServer}},
	{id: "cli", app: commandLine, menu: "any command", button: "Type", verb: "cli",
		says: "A command of the administrator's command line, on a node. Its questions are answered with yes; the terminal of the node asks them.",
		fields: []field{onServer, {key: "run", label: "Command", source: text},
			{key: "answer", label: "Answers", source: text, many: true, optional: true}}},
	{id: "set-domain", app: commandLine, menu: "set network", button: "set network domain", verb: "set-domain",
		says: "A server gets another DNS domain, and with it new certificates.", question: "The system will be rebooted after the change. Continue?",
		fields: []field{onServer, {key: "domain", label: "Domain", source: text}}},
	{id: "export-recovery-key", app: commandLine, menu: "file get", button: "file get tftp ITLRecovery.p12", verb: "export-recovery-key", cluster: true,
		says: "ITLRecovery.p12 is saved under a name.",
		fields: []field{{key: "name", label: "Saved as", source: text, alone: true},
			{key: "node", label: "Server", source: nodes, optional: true}}},
	{id: "itl-reset-remote", app: commandLine, menu: "utils itl", button: "utils itl reset remotekey", verb: "itl-reset-remote", cluster: true,
		says:   "The ITL is signed with a recovery key that was saved.",
		fields: []field{{key: "", label: "Saved as", source: text, alone: true}}},
	{id: "rebuild-node", app: commandLine, menu: "Installation", button: "Replace a server", verb: "rebuild-node",
		says: "Servers are installed anew under the same names, with nothing kept of them.", question: "What is on these servers is lost. Continue?",
		fields: []field{{key: "", label: "Server", source: nodes, many: true, alone: true}}},

	{id: "token", app: ctlClient, menu: "Security tokens", button: "Finish", verb: "token", cluster: true,
		says: "The CTL client signs the CTL with a USB token, and sets the cluster's security mode (before 14SU3).",
		fields: []field{{key: "action", label: "Action", source: words},
			{key: "tokens", label: "Security Tokens", source: tokens, many: true, optional: true}, {key: "signer", label: "Signed by", source: tokens, optional: true},
			{key: "password", label: "Administrator's password", source: text, optional: true},
			{key: "token-password", label: "User password for the token", source: text, optional: true}}},

	{id: "trust", app: outside, menu: "Systems", button: "Import certificates", verb: "trust",
		says: "Somebody imports certificates of CUCM, or of CAs, on the side of a system.",
		fields: []field{{key: "system", label: "System", source: systems},
			{key: "certificate", label: "Certificates", source: references, many: true}}},
	{id: "restart-system", app: outside, menu: "Systems", button: "Restart", verb: "restart-system",
		says:   "Systems are restarted on their side: they read what they trust, and connect anew.",
		fields: []field{{key: "", label: "System", source: systems, many: true, alone: true}}},
	{id: "renew-system", app: outside, menu: "Systems", button: "New certificate", verb: "renew-system",
		says:   "Systems get another certificate of their own, which the clusters do not know yet.",
		fields: []field{{key: "", label: "System", source: systems, many: true, alone: true}}},
	{id: "authenticator", app: outside, menu: "802.1X", button: "Trusted certificates", verb: "authenticator",
		says:   "Whose phone certificates the network's 802.1X authenticator believes from now on.",
		fields: []field{{key: "trusts", label: "Certificates", source: references, many: true}}},

	{id: "power-on", app: atThePhone, menu: "Power", button: "On", verb: "power-on",
		says: "Phones that are off are switched on and boot.", fields: []field{devices}},
	{id: "power-off", app: atThePhone, menu: "Power", button: "Off", verb: "power-off",
		says: "Phones are switched off; what they stored stays.", fields: []field{devices}},
	{id: "delete-trust-list", app: atThePhone, menu: "Settings > Security Configuration > Trust List", button: "Delete", verb: "delete-trust-list",
		says:   "Trust lists are deleted on the phones.",
		fields: []field{devices, {key: "list", label: "List", source: words, optional: true}}},
	{id: "factory-reset", app: atThePhone, menu: "Settings", button: "Factory reset", verb: "factory-reset",
		says: "Everything that the phones stored is erased.", question: "Everything that these phones stored is erased. Continue?", fields: []field{devices}},
	{id: "update-lsc", app: atThePhone, menu: "Settings > Security Configuration > LSC", button: "Update", verb: "update-lsc",
		says: "Phones go to CAPF at once.",
		fields: []field{devices, {key: "string", label: "Authentication String", source: text, optional: true,
			hint: "that of the phone's page where it is left empty"}}},
	{id: "enter-symmetric-key", app: atThePhone, menu: "Settings > Unlock", button: "Symmetric key", verb: "enter-symmetric-key",
		says:   "Users type the symmetric key of their phones' pages, or another one, into the phones.",
		fields: []field{phones, {key: "key", label: "Key", source: text, optional: true}}},

	{id: "fault", app: theLab, menu: "Faults", button: "Break", verb: "fault", says: "Something in the lab breaks.", fields: faultFields},
	{id: "heal", app: theLab, menu: "Faults", button: "Heal", verb: "heal", says: "A fault ends.", fields: faultFields},
	{id: "wait", app: theLab, menu: "Time", button: "Wait", verb: "wait",
		says:   "Queued resets happen, phones boot, the clock moves.",
		fields: []field{{key: "", label: "Until", source: text, alone: true, value: "registered", hint: "registered, or a duration such as 10m"}}},
	{id: "advance", app: theLab, menu: "Time", button: "Advance", verb: "advance",
		says:   "The clock moves; nothing else happens.",
		fields: []field{{key: "", label: "By", source: text, alone: true, hint: "30d, 5y"}}},
}

// Questions whose words are the lab's.
const (
	questionStop    = "Stopping the service interrupts what it does for phones. Continue?"
	questionRestart = "Restarting the service interrupts what it does for phones. Continue?"
	questionDelete  = "You are about to permanently delete the selected phones. This action cannot be undone. Continue?"
)

// faultFields are those of faults and of their end.
var faultFields = []field{
	{key: "kind", label: "Kind", source: words},
	{key: "nodes", label: "Server", source: nodes, many: true, optional: true},
	{key: "port", label: "Port", source: number, optional: true, hint: "2445 is TVS, 69 and 6970 are TFTP"},
	{key: "percent", label: "Packets of a hundred", source: number, optional: true},
	{key: "time", label: "Time", source: text, optional: true, hint: "3s"},
	{key: "bytes", label: "Largest packet (bytes)", source: number, optional: true},
	{key: "to", label: "Name gives the address of", source: nodes, optional: true},
	{key: "phones", label: "Only for phones", source: phoneNames, many: true, optional: true},
}

// bulkImport imports the CallManager certificates of servers, one upload each.
func bulkImport(form url.Values) (steps []string) {
	for _, from := range form["from"] {
		a := argument{pairs: []pair{{key: "store", values: []string{"Phone-SAST-trust"}}, {key: "certificate", values: []string{from + "/CallManager"}},
			{key: "nodes", values: []string{form.Get("to")}}}}
		steps = append(steps, stepOf("upload", a, ""))
	}
	return steps
}

// addNode names the server by the key of a mapping.
func addNode(form url.Values) []string {
	server := argument{pairs: []pair{{key: "roles", values: form["roles"], list: true}}}
	if address := form.Get("address"); address != "" {
		server.pairs = append(server.pairs, pair{key: "address", values: []string{address}})
	}
	text := "add-node: {" + quoted(form.Get("name")) + ": " + server.String() + "}"
	if on := form.Get(clusterField); on != "" {
		text = "{" + text + ", cluster: " + quoted(on) + "}"
	}
	return []string{text}
}

// parameterStep sets a parameter that stands on another page.
func parameterStep(name string) func(url.Values) []string {
	return func(form url.Values) []string {
		a := argument{pairs: []pair{{key: "parameter", values: []string{name}}, {key: "value", values: []string{form.Get("value")}}}}
		return []string{stepOf("set", a, form.Get(clusterField))}
	}
}
