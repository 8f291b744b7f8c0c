package scenarios

import (
	"reflect"
	"slices"
	"strings"

	"tvslab/phone"
	"tvslab/scenarios/file"
	"tvslab/sim"
	"tvslab/sim/lab"
)

// The pages of CUCM on which administrators do what steps do, in the words
// of the menus.
const (
	pageCertificates = "OS Administration > Security > Certificate Management"
	pageMonitor      = "OS Administration > Security > Certificate Monitor"
	pageAddresses    = "OS Administration > Settings > IP > Ethernet"
	pageUpgrade      = "OS Administration > Software Upgrades > Install/Upgrade"
	pageVersion      = "OS Administration > Settings > Version"
	pageFeature      = "Serviceability > Tools > Control Center - Feature Services"
	pageNetwork      = "Serviceability > Tools > Control Center - Network Services"
	pageActivation   = "Serviceability > Tools > Service Activation"
	pageParameters   = "CCMAdmin > System > Enterprise Parameters"
	pageServer       = "CCMAdmin > System > Server"
	pageBulk         = "CCMAdmin > Bulk Administration > Phones > Update Phones > Query"
	pageGroup        = "CCMAdmin > System > Cisco Unified CM Group"
	pagePhone        = "CCMAdmin > Device > Phone"
	pageBackup       = "Disaster Recovery System > Backup > Manual Backup"
	pageRestore      = "Disaster Recovery System > Restore > Restore Wizard"
	ctlClient        = "CTL client"
	shell            = "admin command line"
)

// verbRow is a verb of the language.
type verbRow struct {
	name     string
	page     string // of CUCM where it is done, "" for none
	button   string // or menu entry, or command
	argument string // for the language's page, where it is no mapping
	alone    bool   // the page shows no mapping beside it
	doc      string // a sentence in Markdown: what happens
	byHand   bool   // CUCM has no say in it: nothing can refuse it
	ownTime  bool   // it moves the clock by itself, or not at all
	finds    bool   // it finds its cluster by itself: by phones or by a node
	phones   bool   // phones do something or are changed, or time passes for them
	beyond   bool   // it changes what is neither cluster nor phone
	new      func() verb
}

// where names page and button, or the verb where there is no page.
func (v *verbRow) where() string {
	switch {
	case v.page == "":
		return v.name
	case v.button == "":
		return v.page + ":"
	}
	return v.page + ": " + v.button
}

// verbNamed gives the row of a verb, nil when there is none.
func verbNamed(name string) *verbRow {
	for i := range verbs {
		if verbs[i].name == name {
			return &verbs[i]
		}
	}
	return nil
}

// Verb describes a verb of the language to people.
type Verb struct {
	Name     string
	Argument string // what is written after it, in Markdown
	Doc      string // what happens, a sentence in Markdown
	Page     string // of CUCM where it is done, with the button; "" for none
}

// Verbs describes the verbs, phones first.
func Verbs() []Verb {
	list := make([]Verb, len(verbs))
	for i := range verbs {
		v := &verbs[i]
		list[i] = Verb{Name: v.name, Argument: v.form(), Doc: v.doc}
		if v.page != "" {
			list[i].Page = v.where()
		}
	}
	return list
}

// form says what may be written as the argument: words, a mapping of keys, or either.
func (v *verbRow) form() string {
	t := reflect.TypeOf(v.new()).Elem()
	if keys := file.KeysOf(t); len(keys) > 0 && !v.alone {
		return strings.TrimPrefix(v.argument+", or `{"+strings.Join(keys.Names(), ", ")+"}`", ", or ")
	}
	return v.argument
}

// Keys are the keys of a verb's argument where it is a mapping, none where it is none or the verb is not known.
func Keys(verb string) file.Keys {
	row := verbNamed(verb)
	if row == nil {
		return nil
	}
	return file.KeysOf(reflect.TypeOf(row.new()).Elem())
}

// Words are the only words that a key of a verb takes, or with key "" its argument; none where it takes others.
func Words(verb, key string) []string {
	row := verbNamed(verb)
	switch {
	case row == nil:
		return nil
	case key == "":
		return file.NewKey(verb, "", reflect.TypeOf(row.new()).Elem()).Words
	}
	k, _ := Keys(verb).Find(key)
	return k.Words
}

// Qualifiers are the keys of a step beside its verb.
func Qualifiers() file.Keys { return slices.Clone(qualifiers) }

const (
	verbExpect = "expect"

	formPhones = "phones"
	formName   = "a name"
)

// of makes the argument of a verb that is all its type says.
func of[T any, P interface {
	*T
	verb
}]() verb {
	return P(new(T))
}

// verbs are all verbs, as the language's page lists them.
var verbs = []verbRow{
	{name: "power-on", argument: formPhones, byHand: true, phones: true,
		doc: "Phones that are off are switched on and boot.",
		new: func() verb { return &power{act: (*lab.Lab).PowerOn} }},
	{name: "power-off", argument: formPhones, byHand: true, phones: true,
		doc: "Phones are switched off; what they stored stays.",
		new: func() verb { return &power{act: powerOff} }},
	{name: "delete-trust-list", argument: formPhones, byHand: true, phones: true, new: of[listDeletion],
		doc: "Trust lists are deleted on the phones: `ctl`, `itl` or `both` (when absent); those that are on boot."},
	{name: "factory-reset", argument: formPhones, byHand: true, phones: true,
		doc: "Everything that the phones stored is erased; those that are on boot.",
		new: func() verb { return &power{act: (*lab.Lab).FactoryReset, deed: phone.DeedFactory} }},
	{name: "reset", page: pagePhone, button: "Reset", argument: formPhones, finds: true, phones: true,
		doc: "Phones that are on boot in full; their TVS cache is emptied.",
		new: func() verb { return &reset{cause: phone.Reset} }},
	{name: "restart-phone", page: pagePhone, button: "Restart", argument: formPhones, finds: true, phones: true,
		doc: "Phones that are on fetch their files again, without a full boot.",
		new: func() verb { return &reset{cause: phone.Restart} }},
	{name: "apply-config", page: pagePhone, button: "Apply Config", argument: formPhones, finds: true, phones: true,
		doc: "Phones that are on fetch their configuration if it changed, no lists.",
		new: func() verb { return &reset{cause: phone.ApplyConfig} }},
	{name: "move", phones: true, page: pagePhone, button: "Device Pool", finds: true, new: of[move],
		doc: "Phones get other TFTP servers, or the device pool of another CallManager group, from their next boot on."},
	{name: "security-profile", page: pagePhone, button: "Device Security Profile", finds: true, new: of[securityProfile],
		doc: "Phones get another Phone Security Profile, from their next boot on."},
	{name: "phone-load", page: pagePhone, button: "Phone Load Name", finds: true, new: of[phoneLoad],
		doc: "The configurations of phones name another firmware load, from their next boot on."},
	{name: "product-specific", page: pagePhone, button: "Product Specific Configuration Layout", finds: true, phones: true, new: of[productSpecific],
		doc: "Phones get another product specific configuration, from their next configuration on."},
	{name: "remove-device", page: pagePhone, button: "Delete Selected", argument: formPhones, new: of[deviceRemoval],
		doc: "Phones are deleted from the database of their CallManager group's cluster, or of `cluster`; they find out at their next boot."},
	{name: "add-device", page: pagePhone, button: "Add New", argument: formPhones, new: of[deviceAddition],
		doc: "Phones that were removed are put into the database again, as they are or as another model or with the other protocol."},
	{name: "update-lsc", phones: true, argument: formPhones, byHand: true, new: of[lscUpdate],
		doc: "Users choose Update on the LSC screen of their phones, which go to CAPF at once, with the authentication string of the phone's page or the one typed here."},
	{name: "enter-symmetric-key", byHand: true, phones: true, new: of[keyEntry],
		doc: "Users type the symmetric key of their phones' pages, or this one, into the phones, which ask for an encrypted configuration at their next boot."},
	{name: "symmetric-key", page: pagePhone, button: "Generate Key", finds: true, new: of[symmetricKey],
		doc: "The phones' pages get a symmetric key, for models into which one is typed."},
	{name: "certificate-operation", page: pagePhone, button: "Certificate Operation", finds: true, new: of[certificateOperation],
		doc: "What CAPF does with the LSC at the next boot: `install-upgrade`, `delete`, `troubleshoot` or `none`."},

	{name: "regenerate", page: pageCertificates, button: "Regenerate", new: of[regenerate],
		doc: "Identity certificates are made anew, as by OS Administration or `set cert regen`."},
	{name: "generate-self-signed", page: pageCertificates, button: "Generate Self-signed", new: of[selfSigned],
		doc: "New self-signed certificates with chosen properties; `distribution` and `validity` (in years) from 14 on."},
	{name: "generate-csr", page: pageCertificates, button: "Generate CSR", new: of[generateCSR],
		doc: "Certificate signing requests; `distribution` is `this-server` or `multi-server`."},
	{name: "upload", page: pageCertificates, button: "Upload Certificate/Certificate chain", new: of[upload],
		doc: "A certificate goes into a store: a `-trust` store, or the answer to a request into its identity store."},
	{name: "delete-certificate", page: pageCertificates, button: "Delete", new: of[deleteCertificate],
		doc: "A certificate is deleted from a `-trust` store, by common name, file name, serial or reference."},
	{name: "certificate-monitor", page: pageMonitor, button: "Save", new: of[certificateMonitor],
		doc: "When Cisco Certificate Expiry Monitor tells of certificates that end, and to whom it sends e-mail. What is not written is as the page proposes."},
	{name: "reuse-certificate", page: pageCertificates, button: "Reuse Certificate", new: of[reuse],
		doc: "The multi-server tomcat certificate serves CallManager too (14 and later)."},

	{name: "restart", doc: "Services are restarted, by their CUCM names.",
		new: func() verb { return &control{serviceChange{change: sim.Restart}, "Restart"} }},
	{name: "stop", doc: "Services are stopped.",
		new: func() verb { return &control{serviceChange{change: sim.Stop}, "Stop"} }},
	{name: "start", doc: "Services are started.",
		new: func() verb { return &control{serviceChange{change: sim.Start}, "Start"} }},
	{name: "activate", page: pageActivation, button: "Activate",
		doc: "Feature services are activated, which starts them.",
		new: func() verb { return &activation{serviceChange{change: sim.Activate}} }},
	{name: "deactivate", page: pageActivation, button: "Deactivate",
		doc: "Feature services are deactivated, which stops them.",
		new: func() verb { return &activation{serviceChange{change: sim.Deactivate}} }},
	{name: "set", page: pageParameters, button: "Save", new: of[setParameter],
		doc: "An enterprise parameter gets a value."},
	{name: "page", argument: "a page", finds: true, ownTime: true, new: of[opening],
		doc: "A page of CUCM or RTMT is opened and read; `shows` and `hides` say what must stand there and what must not."},
	{name: "cli", finds: true, new: of[command],
		doc: "A command of the admin command line is typed, literally."},
	{name: "token", beyond: true, page: ctlClient, new: of[token],
		doc: "The CTL client is used with USB tokens."},

	{name: "set-hostname", page: pageAddresses, button: "Host name", new: of[hostname],
		doc: "A node gets another host name; later steps may use the old one or the new one."},
	{name: "set-domain", page: shell, button: "set network domain", new: of[domain],
		doc: "A node gets another DNS domain."},
	{name: "set-address", page: pageAddresses, button: "IP address", new: of[address],
		doc: "A node gets another IPv4 address."},
	{name: "add-node", page: pageServer, button: "Add New", argument: "`{NAME: {roles, address}}`", new: of[addNode],
		doc: "Further servers are installed as subscribers; later steps know them."},
	{name: "remove-node", page: pageServer, button: "Delete", argument: "a node", new: of[removeNode],
		doc: "A server is deleted from the cluster."},
	{name: "rebuild-node", page: "Installation", button: "replace", argument: "nodes", new: of[rebuildNode],
		doc: "Servers are installed anew under the same names, with nothing kept of them."},
	{name: "upgrade", page: pageUpgrade, button: "Next", new: of[upgrade],
		doc: "The cluster is upgraded and switched to the new release; commands of later steps are those of that release."},
	{name: "switch-version", page: pageVersion, button: "Switch Versions", argument: "`back`", new: of[switchVersion],
		doc: "The cluster goes back to the release before the upgrade, on the inactive partition."},
	{name: "backup", beyond: true, page: pageBackup, button: "Start Backup", argument: formName, alone: true, new: of[backup],
		doc: "A DRS backup of the whole cluster is made under this name."},
	{name: "restore", page: pageRestore, button: "Restore", argument: formName, new: of[restore],
		doc: "The whole cluster, or these nodes, go back to the DRS backup of this name."},
	{name: "export-recovery-key", beyond: true, page: shell, button: "file get tftp ITLRecovery.p12", argument: formName, new: of[exportRecoveryKey],
		doc: "ITLRecovery.p12 of the publisher, or of this node, is saved under this name."},
	{name: "itl-reset-remote", page: shell, button: "utils itl reset remotekey", argument: "that name", new: of[itlResetRemote],
		doc: "The ITL is signed with the saved recovery key of this name, as by `utils itl reset remotekey`."},

	{name: "trust", beyond: true, byHand: true, new: of[trusting],
		doc: "Somebody imports certificates of CUCM, or of CAs, on the side of a system."},
	{name: "restart-system", beyond: true, argument: "systems", byHand: true, new: of[systemRestart],
		doc: "Systems are restarted on their side, or reset where they are devices: they read what they trust, and connect anew."},
	{name: "renew-system", beyond: true, argument: "systems", finds: true, new: of[systemRenewal],
		doc: "Systems get another certificate of their own, which the clusters do not know yet."},
	{name: "authenticator", beyond: true, byHand: true, new: of[authenticator],
		doc: "What the 802.1X authenticator of the network trusts from now on: certificate references."},
	{name: "fault", byHand: true, new: of[breakage], doc: "Something in the lab breaks."},
	{name: "heal", byHand: true, new: of[healing], doc: "A fault ends."},
	{name: "wait", argument: "`registered` or a duration", byHand: true, phones: true, ownTime: true, new: of[wait],
		doc: "Queued resets happen, phones boot, the clock moves."},
	{name: "advance", argument: "a duration", byHand: true, phones: true, ownTime: true, new: of[advance],
		doc: "The clock moves, for example by `30d` or `5y`; nothing else happens."},
	{name: verbExpect, phones: true, argument: "what must be so", byHand: true, ownTime: true, new: of[expectation],
		doc: "Phones (by group or name), nodes and systems are checked."},
}
