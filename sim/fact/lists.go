package fact

import (
	"fmt"

	"tvslab/sim/pki"
)

// Signed says what a trust list holds and who signed it.
type Signed struct {
	Records int
	Store   string // of the signer, as screens name it
	Signer  *pki.Certificate
}

func (s Signed) String() string {
	return fmt.Sprintf("%d records, signed by %s %s", s.Records, s.Store, s.Signer)
}

// ITLBuilt is an ITL file that a node built anew.
type ITLBuilt struct {
	Why  string
	File Signed
}

// Kind implements event.What.
func (ITLBuilt) Kind() string { return "itl" }

func (w ITLBuilt) String() string { return fmt.Sprintf("ITLFile.tlv rebuilt (%s): %s", w.Why, w.File) }

// ITLKept is a rebuild of the ITL files for a certificate that they do not list.
type ITLKept struct{ Why string }

// Kind implements event.What.
func (ITLKept) Kind() string { return "itl" }

func (w ITLKept) String() string {
	return fmt.Sprintf("ITLFile.tlv is to be rebuilt (%s): no ITL lists the certificate, so nothing in it changes", w.Why)
}

// ITLTransferred is a reset ITL that a node got from the publisher.
type ITLTransferred struct{ Publisher string }

// Kind implements event.What.
func (ITLTransferred) Kind() string { return "itl" }

func (w ITLTransferred) String() string { return "reset ITL of " + w.Publisher + " transferred" }

// ITLDamaged is an ITL file of which only the first bytes are left.
type ITLDamaged struct{ Left int }

// Kind implements event.What.
func (ITLDamaged) Kind() string { return "itl" }

func (w ITLDamaged) String() string {
	return fmt.Sprintf("ITLFile.tlv is damaged: %d bytes are left", w.Left)
}

// CTLWritten is a CTL file that was made on the publisher.
type CTLWritten struct{ File Signed }

// Kind implements event.What.
func (CTLWritten) Kind() string { return "ctl" }

func (w CTLWritten) String() string { return "CTLFile.tlv written: " + w.File.String() }

// CTLNotCopied is a CTL file that did not reach a node.
type CTLNotCopied struct{}

// Kind implements event.What.
func (CTLNotCopied) Kind() string { return "ctl" }

func (CTLNotCopied) String() string {
	return "CTLFile.tlv could not be copied here: the old file stays"
}

// CTLClientShown is what the CTL client shows beside its pages, in one line or several.
type CTLClientShown struct{ Text string }

// Kind implements event.What.
func (CTLClientShown) Kind() string { return "ctl-client" }

func (w CTLClientShown) String() string { return w.Text }

// FileDeleted is a file of Cisco Tftp that was deleted.
type FileDeleted struct{ Name string }

// Kind implements event.What.
func (FileDeleted) Kind() string { return "file" }

func (w FileDeleted) String() string { return w.Name + " deleted" }
