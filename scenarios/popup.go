package scenarios

import (
	"strings"

	"tvslab/scenarios/file"
	"tvslab/sim/cucm"
)

// Pop-ups as tech note 214231 quotes them: of the button Reset among the enterprise parameters, and the beginning of that of Delete.
const (
	PopUpReset  = "You are about to reset all devices in the system. This action cannot be undone. Continue?"
	PopUpDelete = "You are about to permanently delete this certificate ..."
)

// What the pop-ups after a change of a certificate begin with: "Success" and the sentence about the backup are literal (tech note 214231,
// security guide 14).
const (
	popUpRegenerated = "Success: Certificate Regenerated."
	popUpUploaded    = "Success: Certificate Uploaded."
	popUpBackup      = " Perform a Disaster Recovery backup so the latest backup contains the uploaded certificate."
)

// The buttons of pop-ups.
const (
	answerOK    = "OK"
	answerClose = "Close"
)

// popUpAfter tells of the pop-ups after certificates of stores were changed on a node: they name the services to restart. How they name
// them is the lab's; which they are is Cluster.RestartsAfter.
func (r *Runner) popUpAfter(text, node string, stores ...file.Name) {
	c := r.Lab.ClusterOf(node)
	if c == nil {
		return
	}
	if text == popUpUploaded && c.Rules().AdvisesBackup {
		text += popUpBackup
	}
	for _, s := range stores {
		told := text
		if services := c.RestartsAfter(cucm.Store(s.Value)); len(services) > 0 {
			told += " Restart " + strings.Join(services, ", ") + " on the nodes that run them."
		}
		r.tell(PopUp{told, answerClose})
	}
}
