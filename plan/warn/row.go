package warn

// Severity says how much a warning matters.
type Severity string

// The severities.
const (
	SeverityWarning Severity = "warning" // left so, something may break
	SeverityNote    Severity = "note"    // worth knowing
)

// Row describes a kind of warning.
type Row struct {
	Code     string
	Severity Severity
	Says     string // what is so, a sentence
	Do       string // what to do about it
}

// row is a kind of warning and how it is found.
type row struct {
	Row
	step func(*Watcher, *moment) []found // after each step; nil: not then
	end  func(*Watcher) []found          // at the end; nil: not then
}

// found is what a row found. Step and line are the moment's where they are 0.
type found struct {
	at    Step
	nodes []string
	group string
	text  string
}

// rows are all of them, in the order in which they are told of one step.
var rows = []row{
	{Row: Row{"backup-missing", SeverityWarning, "Certificates are changed, and there is no backup of the cluster.",
		"Make a DRS backup before the first change."}, step: (*Watcher).backupMissing},
	{Row: Row{"renewed-together", SeverityWarning, "Certificates by which phones know each other's successor are renewed one after the other, and phones have not taken the lists in between.",
		"Reset the phones and wait until they are registered before the next renewal."}, step: (*Watcher).renewedTogether},
	{Row: Row{"key-too-long", SeverityWarning, "A new certificate has a key that is too long for phones of a model.",
		"Choose a shorter key for it, or replace the phones first."}, step: (*Watcher).keyTooLong},
	{Row: Row{"digest-not-supported", SeverityWarning, "Lists and configurations will be signed with a digest that phones of a model do not know.",
		"Leave \"TFTP File Signature Algorithm\" at SHA-1 while there are such phones."}, step: (*Watcher).digestNotSupported},
	{Row: Row{"phones-off", SeverityNote, "A list changes while phones are off; they meet the next one with the lists of before.",
		"Switch them on before the next renewal, or keep their signer: see the margin of the group."}, step: (*Watcher).phonesOff},
	{Row: Row{"one-node", SeverityNote, "All anchors of phones hang on one node.",
		"Let the phones have a TVS server of another node, or export ITLRecovery.p12."}, step: (*Watcher).oneNode},
	{Row: Row{"no-effect", SeverityNote, "The step changes nothing: cluster and phones are as before.",
		"Leave the step out, or look for what it was meant to change."}, step: (*Watcher).noEffect},
	{Row: Row{"restart-due", SeverityWarning, "A service still works with what was replaced.",
		"Restart the service on the node."}, end: (*Watcher).restartDue},
	{Row: Row{"lists-differ", SeverityWarning, "Nodes serve lists that differ in what should be the same.",
		"Mend database replication or the copying of files, and build the lists anew."}, end: (*Watcher).listsDiffer},
	{Row: Row{"resets-waiting", SeverityWarning, "Phones are told to reset, and the plan ends before they do.",
		"Wait until the phones are registered."}, end: (*Watcher).resetsWaiting},
	{Row: Row{"expired", SeverityWarning, "A certificate ends while the plan is carried out, or had expired before and is still there at the end.",
		"Renew it, before it ends if phones or services go by it."}, step: (*Watcher).expiring, end: (*Watcher).expired},
	{Row: Row{"expires-soon", SeverityNote, "A certificate ends soon after the plan.", "Renew it in the same window."}, end: (*Watcher).expiresSoon},
}

// Rows describes the kinds of warnings.
func Rows() []Row {
	list := make([]Row, len(rows))
	for i := range rows {
		list[i] = rows[i].Row
	}
	return list
}
