package remedy

import "tvslab/sim/lab"

// The codes. Those of package lab are what scenarios expect with `helps`.
const (
	Wait          Code = "wait"
	Reset         Code = "reset"
	Heal          Code = "heal"
	Start         Code = "start-service"
	RestartOld    Code = "restart-service"
	MendAll       Code = "mend-all"
	UndoSetting   Code = "undo-parameter"
	UndoMode      Code = "undo-mode"
	UndoDevice    Code = "undo-device"
	UndoNode      Code = "undo-node"
	Operation     Code = "certificate-operation"
	Authenticator Code = lab.HelpDot1X
	Import        Code = lab.HelpSystem
	RestartSystem Code = "restart-system"
	Upload        Code = "upload-certificate"
	Renew         Code = "renew-certificate"
	ITLReset      Code = lab.HelpITLReset
	ITLRemote     Code = "itl-reset-remote"
	CTLUpdate     Code = "ctl-update"
	CTLReset      Code = lab.HelpCTLReset
	Rollback      Code = "rollback"
	SwitchBack    Code = "switch-version"
	Restore       Code = lab.HelpRestore
	DeleteLists   Code = lab.HelpDelete
	FactoryReset  Code = "factory-reset"
)

// row is a remedy.
type row struct {
	code   Code
	says   string             // what it is, in words
	when   string             // what must be so
	visit  bool               // somebody goes to each phone
	last   bool               // only where nothing before it in the table frees all
	ways   func(*scene) []Way // the cheapest first; the first that works counts
	source string             // where the guides say so
}

// rows are all remedies, the cheapest first: what changes nothing, what is put back, what is added, what takes new files to every phone,
// what takes the whole cluster back, and what is done by hand. That order is ours; that hands come last is the guides'.
var rows = []row{
	{code: Wait, says: "wait: queued resets happen, and phones find their call manager", when: "the phones only wait for their reset",
		ways: waiting, source: "tech note 214231: phones reset by themselves after a certificate was replaced"},
	{code: Reset, says: "reset the phones", when: "what kept them out is over",
		ways: resetting, source: "tech note 214231, reset of all devices"},
	{code: Heal, says: "mend what is down or blocked", when: "a node is down, a port is blocked, or replication is broken",
		ways: healing, source: "tech note 118893: connectivity of the nodes comes first"},
	{code: Start, says: "start services that were stopped", when: "a service was stopped, or deactivated since the phones stood well",
		ways: starting, source: "tech note 117299, services and their restarts"},
	{code: RestartOld, says: "restart services that work with old keys", when: "files are signed, or servers shown, with a key of before",
		ways: restarting, source: "tech notes 117299 and 214231, restarts after a certificate was replaced"},
	{code: MendAll, says: "mend, start and restart all that needs it", when: "each of the three above alone is not enough", last: true,
		ways: mending, source: "tech note 118893; tech notes 117299 and 214231"},
	{code: UndoSetting, says: "put a parameter back", when: "that change did it",
		ways: undoParameters, source: "tech note 117299, rollback parameter set back to False"},
	{code: UndoDevice, says: "put the phones' pages back as they were", when: "that change did it",
		ways: undoDevices, source: "security guide 14, phone security profiles"},
	{code: UndoNode, says: "give a server its old name or address back", when: "that change did it",
		ways: undoNodes, source: "administration guide 12.5(1), host name and address changes"},
	{code: UndoMode, says: "take the cluster back to its old security mode", when: "that change did it",
		ways: undoMode, source: "tech note 118892; tech note 118893"},
	{code: Operation, says: "have CAPF issue the phones another LSC", when: "the phone's certificate is what is refused",
		ways: operations, source: "tech note 117299, \"Install/Update LSC on Phone\""},
	{code: Authenticator, says: "let the 802.1X authentication server trust the issuer of the phones' certificate", when: "the network keeps the phone out",
		ways: authenticating, source: "tech note 214231, CAPF certificate and 802.1X"},
	{code: Import, says: "import the certificate on the side of the system", when: "a system does not know a certificate",
		ways: importing, source: "tech notes 117299 and 214231, impact by certificate store"},
	{code: RestartSystem, says: "restart the system", when: "the system reads what was imported when it starts",
		ways: restartingSystem, source: "tech notes 117299 and 214231, impact by certificate store"},
	{code: Upload, says: "put a certificate that is missing into a -trust store", when: "TVS is believed, and a node or a backup has the certificate",
		ways: uploading, source: "tech note 213407: CallManager-trust and Phone-SAST-trust; tech note 210541: TVS reads the database"},
	{code: Renew, says: "make certificates anew that have expired, or whose keys are too long", when: "such a certificate is what is refused",
		ways: renewing, source: "tech notes 117299 and 214231, regeneration of expired certificates"},
	{code: ITLReset, says: "sign the ITL with the other key: utils itl reset localkey", when: "the phone's ITL holds the other key",
		ways: itlReset, source: "tech note 117598; security guide 14, reset ITL file"},
	{code: ITLRemote, says: "sign the ITL with a saved recovery key: utils itl reset remotekey", when: "the phone's ITL holds that key",
		ways: itlRemote, source: "tech note 117598"},
	{code: CTLUpdate, says: "make the CTL anew: utils ctl update CTLFile", when: "the CTL is old, and the phone believes its signer",
		ways: ctlUpdate, source: "tech note 118893"},
	{code: CTLReset, says: "sign the CTL with the other key: utils ctl reset localkey", when: "the phone's CTL holds the second signer",
		ways: ctlReset, source: "security guide 12.5, utils ctl reset localkey"},
	{code: Rollback, says: "serve a blank ITL: the rollback parameter", when: "the phone still believes the signer of the ITL",
		ways: rollback, source: "tech note 117299; security guide, rollback to pre 8.0"},
	{code: SwitchBack, says: "switch back to the version before the upgrade", when: "the upgrade did it",
		ways: switchingBack, source: "administration guide, utils system switch-version"},
	{code: Restore, says: "restore a backup", when: "the backup has what the phones know",
		ways: restoring, source: "tech note 214231: the DRS backup made before is the last resort"},
	{code: DeleteLists, says: "delete the trust lists on each phone", when: "the phone can read what is served", visit: true,
		ways: deleting, source: "tech note 116232"},
	{code: FactoryReset, says: "reset each phone to factory defaults", when: "the phone can read what is served", visit: true,
		ways: factory, source: "administration guides of the phones"},
}

// Info describes a remedy to people.
type Info struct {
	Code   Code
	Says   string // what it is
	When   string // what must be so that it works
	Visit  bool   // somebody goes to each phone
	Source string
}

// Table describes all remedies, the cheapest first.
func Table() []Info {
	list := make([]Info, len(rows))
	for i := range rows {
		r := &rows[i]
		list[i] = Info{r.code, r.says, r.when, r.visit, r.source}
	}
	return list
}
