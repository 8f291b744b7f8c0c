package registration

import (
	"fmt"
	"strings"
)

// Refusal is a call manager's no. It is an error.
type Refusal struct {
	Reason Reason
	Text   string // as received, "" for one that was not sent yet
}

// Reason is why a call manager refuses a phone.
type Reason string

// The reasons.
const (
	ExpectedTLS   Reason = "device security mismatch: expected TLS, received TCP/UDP"
	UnexpectedTLS Reason = "device security mismatch: expected TCP/UDP, received TLS"
	UnknownDevice Reason = "device is not in the database"
	OtherProtocol Reason = "device is in the database with the other protocol"
	OtherModel    Reason = "device is in the database as another model"
	WrongName     Reason = "name in the certificate is not the device's"
	Credentials   Reason = "credentials wanted"
	Other         Reason = "refused"
)

// Error gives the reason, and for Other the text of the call manager.
func (r *Refusal) Error() string {
	if r.Reason == Other && r.Text != "" {
		return fmt.Sprintf("registration %s: %q", r.Reason, r.Text)
	}
	return "registration refused: " + string(r.Reason)
}

// wording is how a refusal reads in both protocols.
type wording struct {
	reason  Reason
	status  int    // SIP
	phrase  string // of the SIP status
	warning string // text of the SIP Warning header
	sccp    string // display text of RegisterReject, at most 32 bytes
}

// wordings: the first is a recorded answer, the others are made after it; what a call manager says to another protocol or
// model is not published. "Error DBConfig" is what 7900 series phones show for a device that is not in the database
// (recalled).
var wordings = []wording{
	{ExpectedTLS, 403, "Forbidden", "Device security mismatch: expected TLS, received TCP/UDP", "Security Error: expected TLS"},
	{UnexpectedTLS, 403, "Forbidden", "Device security mismatch: expected TCP/UDP, received TLS", "Security Error: unexpected TLS"},
	{UnknownDevice, 404, "Not Found", "Unable to find device in database", "Error DBConfig"},
	{OtherProtocol, 403, "Forbidden", "Device protocol mismatch", "Error: wrong protocol"},
	{OtherModel, 403, "Forbidden", "Device type mismatch", "Error: wrong device type"},
	{WrongName, 403, "Forbidden", "Device name mismatch in certificate", "Security Error: wrong name"},
	{Credentials, 401, "Unauthorized", "Digest authentication required", "Security Error: no credentials"},
	{Other, 500, "Internal Server Error", "Registration rejected", "Error"},
}

// wordingOf returns the words of a reason.
func wordingOf(reason Reason) wording {
	for _, w := range wordings {
		if w.reason == reason {
			return w
		}
	}
	return wordings[len(wordings)-1]
}

// refusalOf recognizes a text from the wire.
func refusalOf(text string, words func(wording) string) *Refusal {
	for _, w := range wordings {
		if w.reason != Other && strings.Contains(text, words(w)) {
			return &Refusal{Reason: w.reason, Text: text}
		}
	}
	return &Refusal{Reason: Other, Text: text}
}

// statuses are SIP answers that say by their number alone what is wrong (RFC 3261): of a call manager with a Warning of its
// own, or with none.
var statuses = map[string]Reason{"401": Credentials, "404": UnknownDevice, "407": Credentials}

// sipRefusal is the refusal in a SIP answer: by its Warning, else by its status.
func sipRefusal(status, warning string) *Refusal {
	refusal := refusalOf(warning, func(w wording) string { return w.warning })
	if refusal.Reason != Other {
		return refusal
	}
	number, _, _ := strings.Cut(status, " ")
	if reason, known := statuses[number]; known {
		refusal.Reason = reason
	}
	refusal.Text = strings.TrimSpace(status + " " + warning)
	return refusal
}
