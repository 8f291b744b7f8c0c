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
	visit  bool               // somebody goes to each phone
	last   bool               // only where nothing before it in the table frees all
	ways   func(*scene) []Way // the cheapest first; the first that works counts
	source string             // where the guides say so
}

// rows are all remedies, the cheapest first: what changes nothing, what is put back, what is added, what takes new files to every phone,
// what takes the whole cluster back, and what is done by hand. That order is ours; that hands come last is the guides'.
var rows = []row{
	{code: Wait, says: "wait: queued resets happen, and phones find their call manager", ways: waiting,
		source: "tech note 214231: phones reset by themselves after a certificate was replaced"},
	{code: Reset, says: "reset the phones", ways: resetting, source: "tech note 214231, reset of all devices"},
	{code: Heal, says: "mend what is down or blocked", ways: healing, source: "tech note 118893: connectivity of the nodes comes first"},
	{code: Start, says: "start services that were stopped", ways: starting, source: "tech note 117299, services and their restarts"},
	{code: RestartOld, says: "restart services that work with old keys", ways: restarting, source: "tech notes 117299 and 214231, restarts after a certificate was replaced"},
	{code: MendAll, says: "mend, start and restart all that needs it", last: true, ways: mending, source: "tech note 118893; tech notes 117299 and 214231"},
	{code: UndoSetting, says: "put a parameter back", ways: undoParameters, source: "tech note 117299, rollback parameter set back to False"},
	{code: UndoDevice, says: "put the phones' pages back as they were", ways: undoDevices, source: "security guide 14, phone security profiles"},
	{code: UndoNode, says: "give a server its old name or address back", ways: undoNodes, source: "administration guide 12.5(1), host name and address changes"},
	{code: UndoMode, says: "take the cluster back to its old security mode", ways: undoMode, source: "tech note 118892; tech note 118893"},
	{code: Operation, says: "have CAPF issue the phones another LSC", ways: operations, source: "tech note 117299, \"Install/Update LSC on Phone\""},
	{code: Authenticator, says: "let the 802.1X authentication server trust the issuer of the phones' certificate", ways: authenticating,
		source: "tech note 214231, CAPF certificate and 802.1X"},
	{code: Import, says: "import the certificate on the side of the system", ways: importing, source: "tech notes 117299 and 214231, impact by certificate store"},
	{code: RestartSystem, says: "restart the system", ways: restartingSystem, source: "tech notes 117299 and 214231, impact by certificate store"},
	{code: Upload, says: "put a certificate that is missing into a -trust store", ways: uploading,
		source: "tech note 213407: CallManager-trust and Phone-SAST-trust; tech note 210541: TVS reads the database"},
	{code: ITLReset, says: "sign the ITL with the other key: utils itl reset localkey", ways: itlReset, source: "tech note 117598; security guide 14, reset ITL file"},
	{code: ITLRemote, says: "sign the ITL with a saved recovery key: utils itl reset remotekey", ways: itlRemote, source: "tech note 117598"},
	{code: CTLUpdate, says: "make the CTL anew: utils ctl update CTLFile", ways: ctlUpdate, source: "tech note 118893"},
	{code: CTLReset, says: "sign the CTL with the other key: utils ctl reset localkey", ways: ctlReset, source: "security guide 12.5, utils ctl reset localkey"},
	{code: Rollback, says: "serve a blank ITL: the rollback parameter", ways: rollback, source: "tech note 117299; security guide, rollback to pre 8.0"},
	{code: SwitchBack, says: "switch back to the version before the upgrade", ways: switchingBack, source: "administration guide, utils system switch-version"},
	{code: Restore, says: "restore a backup", ways: restoring, source: "tech note 214231: the DRS backup made before is the last resort"},
	{code: DeleteLists, says: "delete the trust lists on each phone", visit: true, ways: deleting, source: "tech note 116232"},
	{code: FactoryReset, says: "reset each phone to factory defaults", visit: true, ways: factory, source: "administration guides of the phones"},
}

// Describe says what a remedy is, "" for none of that code.
func (c Code) Describe() string {
	for i := range rows {
		if rows[i].code == c {
			return rows[i].says
		}
	}
	return ""
}

// Codes returns the codes of all remedies, the cheapest first.
func Codes() []Code {
	codes := make([]Code, len(rows))
	for i := range rows {
		codes[i] = rows[i].code
	}
	return codes
}
