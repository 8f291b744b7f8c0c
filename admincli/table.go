package admincli

import (
	"slices"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// Values of arguments, for completion.
func oneOf(words ...string) func(cucm.Release, []sim.Role) []string {
	return func(cucm.Release, []sim.Role) []string { return slices.Clone(words) }
}

func allUnits(r cucm.Release, _ []sim.Role) []string {
	return slices.DeleteFunc(units(), func(u string) bool { return !unitExists(r, cucm.Store(u)) })
}

// unitExists leaves out the stores that came later (section on certificates of the command line guide).
func unitExists(r cucm.Release, s cucm.Store) bool {
	switch s {
	case cucm.ITLRecovery:
		return r.Rules().ITLRecovery
	case cucm.CallManagerECDSA, cucm.TomcatECDSA:
		return r.Rules().ECDSA
	}
	return true
}

var (
	unitArg       = argument{name: "<unit>", values: allUnits}
	certArg       = argument{name: "<certificate>"}
	caArg         = argument{name: "<caCert.pem>", optional: true}
	serviceArg    = argument{name: "<service name>", rest: true, values: serviceNames}
	fileArg       = argument{name: "<file-spec>", values: oneOf("CTLFile.tlv", "ITLFile.tlv", recoveryFile)}
	pathArg       = argument{name: "<file-spec>"}
	optionArg     = argument{name: "detail", optional: true, values: oneOf("detail")}
	expressionArg = argument{name: "<reg exp>"}
	caseArg       = argument{name: "ignorecase", optional: true, values: oneOf("ignorecase")}
	deviceArg     = argument{name: "<device name>"}
)

// commands is everything this CLI knows. set is nil until init, because help reads the table.
var commands []command

func init() {
	commands = slices.Concat(showCommands, certificateCommands, listCommands, serviceCommands, fileCommands, recoveryCommands, systemCommands)
}

var showCommands = []command{
	{words: "show itl", help: "prints the ITL file of this node", run: showITL},
	{words: "show ctl", help: "prints the CTL file of this node", run: showCTL},
	{words: "show cert list own", help: "lists the identity certificates", run: listOwn},
	{words: "show cert list trust", help: "lists the trust certificates", run: listTrust},
	{words: "show cert own", args: []argument{unitArg}, help: "prints an identity certificate", run: showOwn},
	{words: "show cert trust", args: []argument{certArg}, help: "prints a trust certificate", run: showTrust},
	{words: "show csr list own", help: "lists the certificate signing requests", run: listCSR},
	{words: "show csr own", args: []argument{unitArg}, help: "prints a certificate signing request", run: showCSR},
	{words: "show version active", help: "prints the version that runs", run: activeVersion},
	{words: "show version inactive", help: "prints the version of the inactive partition", run: inactiveVersion},
	{words: "show network cluster", help: "lists the nodes of the cluster", run: showCluster},
	{words: "show network eth0", help: "prints address, domain and gateway of this node", run: networkStatus},
	{words: "show risdb query phone", help: "lists the phones that are registered with this node, and that were", run: queryPhones},
	{words: "show status", help: "prints name, time and version of this node", run: status},
}

var certificateCommands = []command{
	{words: "set cert regen", privilege: 1, args: []argument{unitArg}, help: "makes a new self-signed certificate", run: regenerate},
	{words: "set cert delete", privilege: 1, args: []argument{unitArg, certArg}, help: "deletes a trust certificate", run: deleteCertificate},
	{words: "set cert import own", privilege: 1, args: []argument{unitArg, caArg}, help: "takes the certificate that answers a CSR", run: importOwn},
	{words: "set cert import trust", privilege: 1, args: []argument{unitArg, caArg}, help: "takes a trust certificate", run: importTrust},
	{words: "set csr gen", privilege: 1, args: []argument{unitArg}, help: "makes a certificate signing request", run: generateCSR},
}

var listCommands = []command{
	{words: "utils ctl set-cluster mixed-mode", privilege: 4, publisher: true, available: hasCTL, help: "puts the cluster in mixed mode", run: mixedMode},
	{words: "utils ctl set-cluster non-secure-mode", privilege: 4, publisher: true, available: hasCTL, help: "puts the cluster in non-secure mode", run: nonSecureMode},
	{words: "utils ctl update CTLFile", privilege: 4, publisher: true, available: hasCTL, help: "makes the CTL file anew", run: updateCTL},
	{words: "utils ctl reset localkey", privilege: 4, publisher: true, available: hasCTLReset, help: "signs the CTL file with the secondary key", run: resetCTL},
	{words: "utils itl reset localkey", privilege: 4, publisher: true, available: hasITLReset, help: "signs the ITL file with the other local key", run: resetITL},
	{words: "utils itl reset remotekey", privilege: 4, publisher: true, available: hasITLReset,
		args: []argument{{name: "<host>"}, {name: "<user>"}, {name: "<path to ITLRecovery.p12>"}}, help: "signs the ITL file with an exported recovery key", run: resetITLRemote},
}

var serviceCommands = []command{
	{words: "utils service list", help: "lists the services", run: listServices},
	{words: "utils service start", args: []argument{serviceArg}, privilege: 1, help: "starts a service", run: startService},
	{words: "utils service stop", args: []argument{serviceArg}, privilege: 1, help: "stops a service", run: stopService},
	{words: "utils service restart", args: []argument{serviceArg}, privilege: 1, help: "restarts a service", run: restartService},
	{words: "utils ipsec restart", privilege: 1, help: "restarts IPsec", run: restartIPsec},
	{words: "utils fips enable", privilege: 1, available: hasFIPS, help: "puts this node in FIPS mode and reboots it", run: setFIPS(true)},
	{words: "utils fips disable", privilege: 1, available: hasFIPS, help: "takes this node out of FIPS mode and reboots it", run: setFIPS(false)},
	{words: "utils fips status", available: hasFIPS, help: "says whether this node is in FIPS mode", run: fipsStatus},
	{words: "utils dbreplication status", help: "says whether the database is replicated", run: replication},
	{words: "utils dbreplication runtimestate", help: "says how the database replicates, node by node", run: runtimeState},
}

var fileCommands = []command{
	{words: "file list tftp", args: []argument{fileArg, optionArg}, help: "lists files of the TFTP folder", run: on(listFiles, "tftp")},
	{words: "file list activelog", args: []argument{pathArg, optionArg}, help: "lists files", run: on(listFiles, "activelog")},
	{words: "file view tftp", args: []argument{fileArg}, help: "prints a file of the TFTP folder", run: on(viewFile, "tftp")},
	{words: "file view activelog", args: []argument{pathArg}, help: "prints a file", run: on(viewFile, "activelog")},
	{words: "file tail activelog", args: []argument{pathArg}, help: "prints the last lines of a file", run: tailFile},
	{words: "file search activelog", args: []argument{pathArg, expressionArg, caseArg}, help: "prints the lines of files that match a regular expression", run: searchFiles},
	{words: "file get tftp", args: []argument{fileArg}, privilege: 1, help: "sends a file of the TFTP folder to an SFTP server", run: on(getFile, "tftp")},
	{words: "file get activelog", args: []argument{pathArg}, privilege: 1, help: "sends a file to an SFTP server", run: on(getFile, "activelog")},
	{words: "file delete tftp", args: []argument{fileArg}, privilege: 1, help: "deletes a file of the TFTP folder, on this node", run: on(deleteFile, "tftp")},
	{words: "file delete activelog", args: []argument{pathArg}, privilege: 1, help: "deletes a file, on this node", run: on(deleteFile, "activelog")},
}

var recoveryCommands = []command{
	{words: "utils disaster_recovery backup network", privilege: 1, publisher: true, args: []argument{{name: "<featurelist>"}, {name: "<device name>", rest: true}}, help: "makes a backup", run: backup},
	{words: "utils disaster_recovery restore network", privilege: 1, publisher: true, args: []argument{{name: "<server>"}, {name: "<tarfile>"}, deviceArg}, help: "restores a server, or all", run: restore},
	{words: "utils disaster_recovery status", privilege: 1, publisher: true, args: []argument{{name: "<operation>", values: oneOf("backup", "restore")}}, help: "says whether an operation runs", run: backupStatus},
	{words: "utils disaster_recovery history", privilege: 1, publisher: true, args: []argument{{name: "<operation>", values: oneOf("backup", "restore")}}, help: "lists what was done", run: backupHistory},
	{words: "utils disaster_recovery show_backupfiles", privilege: 1, publisher: true, args: []argument{deviceArg}, help: "lists the backups of a device", run: backupFiles},
	{words: "utils disaster_recovery show_registration", privilege: 1, publisher: true, args: []argument{{name: "<server>"}}, help: "lists the features that are saved", run: registration},
	{words: "utils disaster_recovery device list", privilege: 1, publisher: true, help: "lists the devices", run: devices},
	{words: "utils disaster_recovery cancel_backup", privilege: 1, publisher: true, help: "ends a backup", run: cancelBackup},
	{words: "utils disaster_recovery schedule list", privilege: 1, publisher: true, help: "lists the schedules", run: schedules},
	{words: "utils disaster_recovery estimate_tar_size", privilege: 1, publisher: true, args: []argument{{name: "<featurelist>"}}, help: "estimates the size of a backup", run: tarSize},
}

var systemCommands = []command{
	{words: "run sql", privilege: 1, args: []argument{{name: "<query>", rest: true}}, help: "asks the database", run: sql},
	{words: "set network hostname", privilege: 1, help: "changes the host name", run: setHostname},
	{words: "set network ip eth0", privilege: 1, args: []argument{{name: "<address>"}, {name: "<mask>"}, {name: "<gateway>"}}, help: "changes the address", run: setAddress},
	{words: "set network domain", privilege: 1, args: []argument{{name: "<domain>"}}, help: "changes the DNS domain", run: setDomain},
	{words: "set cli pagination", args: []argument{{name: "on|off", values: oneOf("on", "off")}}, help: "pauses long output, or not", run: setPagination},
	{words: "help", args: []argument{{name: "<command>", optional: true, rest: true}}, help: "prints this", run: showHelp},
	{words: "quit", help: "ends the session", run: quit},
	{words: "exit", help: "ends the session", run: quit},
}
