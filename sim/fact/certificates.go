package fact

import (
	"fmt"
	"strings"
	"time"

	"tvslab/sim/cucm"
	"tvslab/sim/expiry"
	"tvslab/sim/pki"
)

// How says how a node came to a new identity certificate.
type How string

// The ways.
const (
	Regenerated How = "regenerated"
	Uploaded    How = "uploaded" // signed by a CA
	Reused      How = "reused"   // tomcat's, for CallManager
)

// CertificateReplaced is a new identity certificate in the place of another.
type CertificateReplaced struct {
	How      How
	Store    cucm.Store
	New, Old *pki.Certificate
	Remark   string // "" for none
}

// Kind implements event.What.
func (w CertificateReplaced) Kind() string { return string(w.How) }

func (w CertificateReplaced) String() string {
	text := fmt.Sprintf("%s: %s replaces %s", w.Store, w.New, w.Old)
	if w.Remark != "" {
		text += ", " + w.Remark
	}
	return text
}

// CertificateNotCopied is a new certificate for several nodes that did not reach one of them.
type CertificateNotCopied struct {
	Store       cucm.Store
	Certificate *pki.Certificate
}

// Kind implements event.What.
func (CertificateNotCopied) Kind() string { return "replication" }

func (w CertificateNotCopied) String() string {
	return fmt.Sprintf("%s: %s could not be distributed here: the old certificate stays", w.Store, w.Certificate)
}

// StoreAdded is an identity store that came with a release.
type StoreAdded struct {
	Store       cucm.Store
	Certificate *pki.Certificate
	Release     cucm.Release
}

// Kind implements event.What.
func (StoreAdded) Kind() string { return "certificate" }

func (w StoreAdded) String() string {
	return fmt.Sprintf("%s: %s is new with %s", w.Store, w.Certificate, w.Release)
}

// StoreDropped is an identity store that a release has on the publisher only.
type StoreDropped struct {
	Store       cucm.Store
	Certificate *pki.Certificate // that it held
	Release     cucm.Release
}

// Kind implements event.What.
func (StoreDropped) Kind() string { return "certificate" }

func (w StoreDropped) String() string {
	return fmt.Sprintf("%s: %s is gone, release %s has it on the publisher only", w.Store, w.Certificate, w.Release)
}

// TrustLeftBehind is an expired certificate of a -trust store that an upgrade did not import.
type TrustLeftBehind struct {
	Store       cucm.Store
	Certificate *pki.Certificate
	Release     cucm.Release
}

// Kind implements event.What.
func (TrustLeftBehind) Kind() string { return "certificate" }

func (w TrustLeftBehind) String() string {
	return fmt.Sprintf("%s: %s has expired and was not imported by %s", w.Store, w.Certificate, w.Release)
}

// TrustUploaded is a certificate that was uploaded to a -trust store.
type TrustUploaded struct {
	Store       cucm.Store
	Certificate *pki.Certificate
}

// Kind implements event.What.
func (TrustUploaded) Kind() string { return "upload" }

func (w TrustUploaded) String() string { return fmt.Sprintf("%s: %s", w.Store, w.Certificate) }

// TrustDeleted is a certificate that was deleted from a -trust store.
type TrustDeleted struct {
	Store       cucm.Store
	Certificate *pki.Certificate
}

// Kind implements event.What.
func (TrustDeleted) Kind() string { return "deleted" }

func (w TrustDeleted) String() string { return fmt.Sprintf("%s: %s", w.Store, w.Certificate) }

// ChainBroken is a certificate in use whose chain does not reach the root any more, because a certificate of it was deleted.
type ChainBroken struct {
	Store       cucm.Store // of the certificate in use
	Certificate *pki.Certificate
	Trust       cucm.Store // the -trust store
	Deleted     *pki.Certificate
}

// Kind implements event.What.
func (ChainBroken) Kind() string { return "warning" }

func (w ChainBroken) String() string {
	return fmt.Sprintf("%s: the chain of %s is broken: subject %q, deleted from %s, is an issuer on its way to the root",
		w.Store, w.Certificate, w.Deleted.Subject, w.Trust)
}

// TrustFollowed is Cisco Certificate Change Notification bringing a file of a -trust store in line with the database.
type TrustFollowed struct {
	Store       cucm.Store
	Certificate *pki.Certificate
	Removed     bool // else written
}

// Kind implements event.What.
func (TrustFollowed) Kind() string { return "change-notification" }

func (w TrustFollowed) String() string {
	done := "written"
	if w.Removed {
		done = "removed"
	}
	return fmt.Sprintf("%s: %s %s", w.Store, w.Certificate, done)
}

// RequestMade is a certificate signing request.
type RequestMade struct{ *pki.Request }

// Kind implements event.What.
func (RequestMade) Kind() string { return "csr" }

func (w RequestMade) String() string {
	return fmt.Sprintf("%s: request for %s, %d-bit key, names %s", w.Store, w.X509.Subject.CommonName,
		pki.Bits(w.X509.PublicKey), strings.Join(w.X509.DNSNames, ", "))
}

// AlarmRaised is an alarm of Cisco Certificate Expiry Monitor.
type AlarmRaised struct{ expiry.Alarm }

// Kind implements event.What.
func (AlarmRaised) Kind() string { return "alarm" }

func (w AlarmRaised) String() string { return w.Name + ": " + strings.Join(w.Certificates, ", ") }

// AlertRaised is the alert SyslogSeverityMatchFound of RTMT about an alarm, one for each of its lines.
type AlertRaised struct{ expiry.Alarm }

// Kind implements event.What.
func (AlertRaised) Kind() string { return "rtmt" }

func (w AlertRaised) String() string {
	return fmt.Sprintf("SyslogSeverityMatchFound, %s: %s, %d times", w.Severity, w.Name, len(w.Alerts))
}

// MailSent is an e-mail of Cisco Certificate Expiry Monitor. It stays in the lab.
type MailSent struct{ *expiry.Mail }

// Kind implements event.What.
func (MailSent) Kind() string { return "mail" }

func (w MailSent) String() string {
	return fmt.Sprintf("to %s: %s (%d certificates)", strings.Join(w.To, ", "), w.Subject, len(w.Text))
}

// MonitorSet is the page Certificate Monitor saved.
type MonitorSet struct{ expiry.Page }

// Kind implements event.What.
func (MonitorSet) Kind() string { return "monitor" }

func (w MonitorSet) String() string {
	text := "Certificate Monitor saved"
	if w.Start > 0 {
		text += fmt.Sprintf(", start time %d days", w.Start/(24*time.Hour))
	}
	if w.Frequency > 0 {
		text += fmt.Sprintf(", frequency %d hours", w.Frequency/time.Hour)
	}
	if len(w.Mail) > 0 {
		text += ", e-mail to " + strings.Join(w.Mail, ", ")
	}
	return text
}
