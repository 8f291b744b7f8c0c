package system

// Reason is why a system works or does not, in kebab-case. Reasons are stable: scenarios and reports name them.
type Reason string

// The reasons. Connected is the only one of a system that works.
const (
	Connected          Reason = "connected"
	Unreachable        Reason = "unreachable"
	ServiceDown        Reason = "service-down"
	CertificateUnknown Reason = "certificate-unknown"
	CertificateExpired Reason = "certificate-expired"
	RestartNeeded      Reason = "restart-needed"
	SystemUnknown      Reason = "system-unknown"
	SystemExpired      Reason = "system-expired"
	IssuerUnknown      Reason = "issuer-unknown"
	NotVouched         Reason = "not-vouched"
	NotInCTL           Reason = "not-in-ctl"
)

// reasons are all of them with their texts.
var reasons = []struct {
	Reason Reason
	Text   string
}{
	{Connected, "both sides believe each other"},
	{Unreachable, "the node is down, is not in the cluster any more, or its port is blocked"},
	{ServiceDown, "the service of CUCM does not run on the node"},
	{CertificateUnknown, "the system does not trust the certificate that CUCM shows"},
	{CertificateExpired, "a certificate of CUCM, or the CA certificate that vouches for it, is outside its validity dates"},
	{RestartNeeded, "the system has imported what it needs and reads it when it restarts"},
	{SystemUnknown, "the trust store of CUCM does not know the system's certificate"},
	{SystemExpired, "the system's own certificate, or the CA certificate that vouches for it, is outside its validity dates"},
	{IssuerUnknown, "the system does not trust the CAPF certificate that issues LSCs"},
	{NotVouched, "TVS does not vouch for the certificate that CUCM shows"},
	{NotInCTL, "the CTL does not list the system's certificate"},
}

// Reasons returns all reasons, Connected first.
func Reasons() []Reason {
	list := make([]Reason, len(reasons))
	for i, r := range reasons {
		list[i] = r.Reason
	}
	return list
}

// Text says what the reason means, in words without a full stop.
func (r Reason) Text() string {
	for _, known := range reasons {
		if known.Reason == r {
			return known.Text
		}
	}
	return ""
}
