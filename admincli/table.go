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
	unitArg    = argument{name: "<unit>", values: allUnits}
	certArg    = argument{name: "<certificate>"}
	caArg      = argument{name: "<caCert.pem>", optional: true}
	serviceArg = argument{name: "<service name>", rest: true, values: serviceNames}
	fileArg    = argument{name: "<file-spec>", values: oneOf("CTLFile.tlv", "ITLFile.tlv", recoveryFile)}
	pathArg    = argument{name: "<file-spec>"}
	optionArg  = argument{name: "detail", optional: true, values: oneOf("detail")}
	deviceArg  = argument{name: "<device name>"}
)

// commands is everything this CLI knows. set is nil until init, because help reads the table.
var commands []command

func init() {
	commands = slices.Concat(showCommands, certificateCommands, listCommands, serviceCommands, fileCommands, recoveryCommands, systemCommands)
}

var showCommands = []command{
	{words: "show itl", help: "prints the ITL file of this node", run: (*session).showITL},
	{words: "show ctl", help: "prints the CTL file of this node", run: (*session).showCTL},
	{words: "show cert list own", help: "lists the identity certificates", run: (*session).listOwn},
	{words: "show cert list trust", help: "lists the trust certificates", run: (*session).listTrust},
	{words: "show cert own", args: []argument{unitArg}, help: "prints an identity certificate", run: (*session).showOwn},
	{words: "show cert trust", args: []argument{certArg}, help: "prints a trust certificate", run: (*session).showTrust},
	{words: "show csr list own", help: "lists the certificate signing requests", run: (*session).listCSR},
	{words: "show csr own", args: []argument{unitArg}, help: "prints a certificate signing request", run: (*session).showCSR},
	{words: "show version active", help: "prints the version that runs", run: (*session).activeVersion},
	{words: "show version inactive", help: "prints the version of the inactive partition", run: (*session).inactiveVersion},
	{words: "show network cluster", help: "lists the nodes of the cluster", run: (*session).showCluster},
	{words: "show status", help: "prints name, time and version of this node", run: (*session).status},
}

var certificateCommands = []command{
	{words: "set cert regen", privilege: 1, args: []argument{unitArg}, help: "makes a new self-signed certificate", run: (*session).regenerate},
	{words: "set cert delete", privilege: 1, args: []argument{unitArg, certArg}, help: "deletes a trust certificate", run: (*session).deleteCertificate},
	{words: "set cert import own", privilege: 1, args: []argument{unitArg, caArg}, help: "takes the certificate that answers a CSR", run: (*session).importOwn},
	{words: "set cert import trust", privilege: 1, args: []argument{unitArg, caArg}, help: "takes a trust certificate", run: (*session).importTrust},
	{words: "set csr gen", privilege: 1, args: []argument{unitArg}, help: "makes a certificate signing request", run: (*session).generateCSR},
}

var listCommands = []command{
	{words: "utils ctl set-cluster mixed-mode", privilege: 4, publisher: true, available: hasCTL, help: "puts the cluster in mixed mode", run: (*session).mixedMode},
	{words: "utils ctl set-cluster non-secure-mode", privilege: 4, publisher: true, available: hasCTL, help: "puts the cluster in non-secure mode", run: (*session).nonSecureMode},
	{words: "utils ctl update CTLFile", privilege: 4, publisher: true, available: hasCTL, help: "makes the CTL file anew", run: (*session).updateCTL},
	{words: "utils ctl reset localkey", privilege: 4, publisher: true, available: hasCTLReset, help: "signs the CTL file with the secondary key", run: (*session).resetCTL},
	{words: "utils itl reset localkey", privilege: 4, publisher: true, available: hasITLReset, help: "signs the ITL file with the other local key", run: (*session).resetITL},
	{words: "utils itl reset remotekey", privilege: 4, publisher: true, available: hasITLReset,
		args: []argument{{name: "<host>"}, {name: "<user>"}, {name: "<path to ITLRecovery.p12>"}}, help: "signs the ITL file with an exported recovery key", run: (*session).resetITLRemote},
}

var serviceCommands = []command{
	{words: "utils service list", help: "lists the services", run: (*session).listServices},
	{words: "utils service start", args: []argument{serviceArg}, privilege: 1, help: "starts a service", run: (*session).startService},
	{words: "utils service stop", args: []argument{serviceArg}, privilege: 1, help: "stops a service", run: (*session).stopService},
	{words: "utils service restart", args: []argument{serviceArg}, privilege: 1, help: "restarts a service", run: (*session).restartService},
	{words: "utils ipsec restart", privilege: 1, help: "restarts IPsec", run: (*session).restartIPsec},
	{words: "utils dbreplication status", help: "says whether the database is replicated", run: (*session).replication},
}

var fileCommands = []command{
	{words: "file list tftp", args: []argument{fileArg, optionArg}, help: "lists files of the TFTP folder", run: on((*session).listFiles, "tftp")},
	{words: "file list activelog", args: []argument{pathArg, optionArg}, help: "lists files", run: on((*session).listFiles, "activelog")},
	{words: "file view tftp", args: []argument{fileArg}, help: "prints a file of the TFTP folder", run: on((*session).viewFile, "tftp")},
	{words: "file view activelog", args: []argument{pathArg}, help: "prints a file", run: on((*session).viewFile, "activelog")},
	{words: "file get tftp", args: []argument{fileArg}, privilege: 1, help: "sends a file of the TFTP folder to an SFTP server", run: on((*session).getFile, "tftp")},
	{words: "file get activelog", args: []argument{pathArg}, privilege: 1, help: "sends a file to an SFTP server", run: on((*session).getFile, "activelog")},
	{words: "file delete tftp", args: []argument{fileArg}, privilege: 1, help: "deletes a file of the TFTP folder, on this node", run: on((*session).deleteFile, "tftp")},
	{words: "file delete activelog", args: []argument{pathArg}, privilege: 1, help: "deletes a file, on this node", run: on((*session).deleteFile, "activelog")},
}

var recoveryCommands = []command{
	{words: "utils disaster_recovery backup network", privilege: 1, publisher: true, args: []argument{{name: "<featurelist>"}, {name: "<device name>", rest: true}}, help: "makes a backup", run: (*session).backup},
	{words: "utils disaster_recovery restore network", privilege: 1, publisher: true, args: []argument{{name: "<server>"}, {name: "<tarfile>"}, deviceArg}, help: "restores a server, or all", run: (*session).restore},
	{words: "utils disaster_recovery status", privilege: 1, publisher: true, args: []argument{{name: "<operation>", values: oneOf("backup", "restore")}}, help: "says whether an operation runs", run: (*session).backupStatus},
	{words: "utils disaster_recovery history", privilege: 1, publisher: true, args: []argument{{name: "<operation>", values: oneOf("backup", "restore")}}, help: "lists what was done", run: (*session).backupHistory},
	{words: "utils disaster_recovery show_backupfiles", privilege: 1, publisher: true, args: []argument{deviceArg}, help: "lists the backups of a device", run: (*session).backupFiles},
	{words: "utils disaster_recovery show_registration", privilege: 1, publisher: true, args: []argument{{name: "<server>"}}, help: "lists the features that are saved", run: (*session).registration},
	{words: "utils disaster_recovery device list", privilege: 1, publisher: true, help: "lists the devices", run: (*session).devices},
	{words: "utils disaster_recovery cancel_backup", privilege: 1, publisher: true, help: "ends a backup", run: (*session).cancelBackup},
	{words: "utils disaster_recovery schedule list", privilege: 1, publisher: true, help: "lists the schedules", run: (*session).schedules},
	{words: "utils disaster_recovery estimate_tar_size", privilege: 1, publisher: true, args: []argument{{name: "<featurelist>"}}, help: "estimates the size of a backup", run: (*session).tarSize},
}

var systemCommands = []command{
	{words: "run sql", privilege: 1, args: []argument{{name: "<query>", rest: true}}, help: "asks the database", run: (*session).sql},
	{words: "set network hostname", privilege: 1, help: "changes the host name", run: (*session).setHostname},
	{words: "set network ip eth0", privilege: 1, args: []argument{{name: "<address>"}, {name: "<mask>"}, {name: "<gateway>"}}, help: "changes the address", run: (*session).setAddress},
	{words: "set network domain", privilege: 1, args: []argument{{name: "<domain>"}}, help: "changes the DNS domain", run: (*session).setDomain},
	{words: "set cli pagination", args: []argument{{name: "on|off", values: oneOf("on", "off")}}, help: "pauses long output, or not", run: (*session).setPagination},
	{words: "help", args: []argument{{name: "<command>", optional: true, rest: true}}, help: "prints this", run: (*session).showHelp},
	{words: "quit", help: "ends the session", run: (*session).quit},
	{words: "exit", help: "ends the session", run: (*session).quit},
}
