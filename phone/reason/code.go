// Package reason is the vocabulary in which phones say why: one code, in kebab-case, and one line of text for every
// outcome of a decision, a check, a registration or a certificate operation.
package reason

import (
	"fmt"
	"slices"
)

// Code is a reason, in kebab-case. Codes are stable: scenarios and reports
// name them.
type Code string

// Codes of decisions about files and HTTPS peers.
const (
	FirstList          Code = "first-list"
	BlankList          Code = "blank-list"
	Identical          Code = "identical"
	SignerInCTL        Code = "signer-in-ctl"
	SignerInITL        Code = "signer-in-itl"
	VouchedByTVS       Code = "vouched-by-tvs"
	VouchedByCache     Code = "vouched-by-cache"
	UnsignedAccepted   Code = "unsigned-accepted"
	SecuredByTLS       Code = "secured-by-tls"
	TypedKey           Code = "typed-key"
	LoadVerified       Code = "load-verified"
	LoadNotAuthentic   Code = "load-not-authentic"
	LoadRejected       Code = "load-rejected"
	PeerInCTL          Code = "peer-in-ctl"
	PeerInITL          Code = "peer-in-itl"
	SignerUnknown      Code = "signer-unknown"
	PeerUnknown        Code = "peer-unknown"
	PeerExpired        Code = "peer-expired"
	BadSignature       Code = "bad-signature"
	SignerExpired      Code = "signer-expired"
	OlderThanStored    Code = "older-than-stored"
	Malformed          Code = "malformed"
	DigestNotSupported Code = "digest-not-supported"
	KeyTooLong         Code = "key-too-long"
	TooLarge           Code = "too-large"
	NotSigned          Code = "not-signed"
	NotDecrypted       Code = "not-decrypted"
	ConfigInvalid      Code = "config-invalid"
	NotFound           Code = "not-found"
	Unreachable        Code = "unreachable"
)

// Codes of single checks.
const (
	Found                  Code = "found"
	NoList                 Code = "no-list"
	ListStored             Code = "list-stored"
	ITLBlank               Code = "itl-blank"
	NoCTL                  Code = "no-ctl"
	NoITL                  Code = "no-itl"
	NotInCTL               Code = "not-in-ctl"
	NotInITL               Code = "not-in-itl"
	WrongRole              Code = "wrong-role"
	HashOnly               Code = "hash-only"
	CertificateDiffers     Code = "certificate-differs"
	NoSBD                  Code = "no-sbd"
	NoTVSRecord            Code = "no-tvs-record"
	NoTVSServer            Code = "no-tvs-server"
	TVSDisabled            Code = "tvs-disabled"
	NotInCache             Code = "not-in-cache"
	TVSUnreachable         Code = "tvs-unreachable"
	TVSCertificateMismatch Code = "tvs-certificate-mismatch"
	TVSCertificateExpired  Code = "tvs-certificate-expired"
	TVSHandshakeFailed     Code = "tvs-handshake-failed"
	TVSUnknownSigner       Code = "tvs-unknown-signer"
	TVSWrongRole           Code = "tvs-wrong-role"
	TVSBadAnswer           Code = "tvs-bad-answer"
)

// Codes of registrations.
const (
	Registered          Code = "registered"
	NoConfiguration     Code = "no-configuration"
	StaleCTL            Code = "stale-ctl"
	BadITL              Code = "bad-itl"
	NoCallManager       Code = "no-call-manager"
	NoSecureCallManager Code = "no-secure-call-manager"
	CallManagerUnknown  Code = "call-manager-unknown"
	CallManagerExpired  Code = "call-manager-expired"
	ProtocolNotSpoken   Code = "protocol-not-spoken"

	AutoRegistrationDisabled Code = "auto-registration-disabled"
)

// Codes of registrations that a call manager rejects for what it knows, or does not know, of the device.
const (
	Rejected              Code = "rejected"
	RejectedUnknownDevice Code = "rejected-unknown-device"
	RejectedProtocol      Code = "rejected-protocol"
	RejectedModel         Code = "rejected-model"
	RejectedSecurity      Code = "rejected-security-profile"
	RejectedName          Code = "rejected-name"
	RejectedCredentials   Code = "rejected-credentials"
)

// Codes of registrations that fail for the phone's own certificate.
const (
	LSCIssuerUnknown   Code = "lsc-issuer-unknown"
	LSCExpired         Code = "lsc-expired"
	MICIssuerUnknown   Code = "mic-issuer-unknown"
	MICExpired         Code = "mic-expired"
	NoPhoneCertificate Code = "no-phone-certificate"
)

// Codes of certificate operations.
const (
	LSCInstalled      Code = "lsc-installed"
	LSCDeleted        Code = "lsc-deleted"
	LSCRead           Code = "lsc-read"
	NoOperation       Code = "no-operation"
	NoCAPFServer      Code = "no-capf-server"
	CAPFUnreachable   Code = "capf-unreachable"
	CAPFUnknown       Code = "capf-unknown"
	CAPFExpired       Code = "capf-expired"
	CAPFRefused       Code = "capf-refused"
	CAPFBusy          Code = "capf-busy"
	CAPFAborted       Code = "capf-aborted"
	CAPFUnknownDevice Code = "capf-unknown-device"
	KeyNotMade        Code = "key-not-made"
	InvalidLSC        Code = "invalid-lsc"
	WaitingForString  Code = "waiting-for-authentication-string"
)

// Codes of a short configuration, which announces an encrypted one.
const (
	EncryptionReady      Code = "encryption-ready"
	EncryptionKeyDiffers Code = "encryption-key-differs"
	EncryptionNoKey      Code = "encryption-no-key"
)

// Topic says what a code is about.
type Topic string

// The topics.
const (
	Accepting   Topic = "accepting"   // the decision is to accept
	Refusing    Topic = "refusing"    // the decision is to refuse
	NothingCame Topic = "nothing"     // there was no file to judge
	Checking    Topic = "check"       // outcome of one place searched
	Registering Topic = "registering" // outcome of a registration
	Enrolling   Topic = "enrolling"   // outcome of a certificate operation
	Announcing  Topic = "announcing"  // outcome of a short configuration
)

// Info explains a code in one line.
type Info struct {
	Code  Code
	Topic Topic
	Text  string
}

var codes = []Info{
	{FirstList, Accepting, "the phone had no trust list and takes the first one on its word"},
	{BlankList, Accepting, "the stored ITL is blank (rollback parameter), so any list is taken"},
	{Identical, Accepting, "the served file is the stored one, byte for byte"},
	{SignerInCTL, Accepting, "the stored CTL holds the signer with a fitting role"},
	{SignerInITL, Accepting, "the stored ITL holds the signer with a fitting role"},
	{VouchedByTVS, Accepting, "a TVS server knows the certificate and vouches for it"},
	{VouchedByCache, Accepting, "a TVS answer of the last 24 hours vouches for the certificate"},
	{UnsignedAccepted, Accepting, "the phone's lists name no TFTP server, so it takes plain files"},
	{SecuredByTLS, Accepting, "the file came over HTTPS 6971, without a signature, from a server whose certificate the phone believes"},
	{TypedKey, Accepting, "the symmetric key that was typed into the phone opens the file; who signed it is not looked at"},
	{LoadVerified, Accepting, "the firmware is signed with the key that the phone has built in, and is for its model"},
	{PeerInCTL, Accepting, "the stored CTL holds the server's certificate with a fitting role"},
	{PeerInITL, Accepting, "the stored ITL holds the server's certificate with a fitting role"},
	{SignerUnknown, Refusing, "nobody the phone trusts knows the signer"},
	{PeerUnknown, Refusing, "nobody the phone trusts knows the server's certificate"},
	{PeerExpired, Refusing, "the server's certificate is known, but outside its validity dates"},
	{BadSignature, Refusing, "the signature does not verify with the signer's certificate"},
	{SignerExpired, Refusing, "the signer's certificate is outside its validity dates"},
	{OlderThanStored, Refusing, "the served ITL has an older time stamp than the stored one"},
	{Malformed, Refusing, "the file is damaged or not what its name says"},
	{DigestNotSupported, Refusing, "the file is signed with SHA-512, which the model cannot verify"},
	{KeyTooLong, Refusing, "the certificate is trusted, but its RSA key is longer than the model can use"},
	{TooLarge, Refusing, "the file is larger than the model can load (lists: 64 kB)"},
	{NotSigned, Refusing, "the file carries no signature although its name ends in .sgn"},
	{LoadNotAuthentic, Refusing, "the firmware is not signed with the key that the phone has built in"},
	{LoadRejected, Refusing, "the firmware is for other models"},
	{NotDecrypted, Refusing, "the file is encrypted and the phone has no key for it, or another one"},
	{ConfigInvalid, Refusing, "the configuration is signed well but is not valid XML"},
	{NotFound, NothingCame, "the TFTP server does not have the file"},
	{Unreachable, NothingCame, "no TFTP server answered"},
	{Found, Checking, "found, with a fitting role"},
	{NoList, Checking, "no trust list is stored"},
	{ListStored, Checking, "a trust list is stored, so the first-list rule does not apply"},
	{ITLBlank, Checking, "the stored ITL is blank and vouches for nobody"},
	{NoCTL, Checking, "no CTL is stored"},
	{NoITL, Checking, "no ITL is stored"},
	{NotInCTL, Checking, "the stored CTL does not hold the certificate"},
	{NotInITL, Checking, "the stored ITL does not hold the certificate"},
	{WrongRole, Checking, "the list holds the certificate, but with another role"},
	{HashOnly, Checking, "the list knows the certificate by its hash only, which gives no key to verify with"},
	{CertificateDiffers, Checking, "the list holds another certificate with the same issuer and serial number"},
	{NoSBD, Checking, "the model has no ITL and no TVS client"},
	{NoTVSRecord, Checking, "the stored ITL has no TVS record, so no TVS server can be authenticated"},
	{NoTVSServer, Checking, "the stored configuration names no TVS server"},
	{TVSDisabled, Checking, "TVS may not be asked about this certificate"},
	{NotInCache, Checking, "no unexpired TVS answer about the certificate is cached"},
	{TVSUnreachable, Checking, "the TVS server did not answer on its port"},
	{TVSCertificateMismatch, Checking, "the TVS server presented a certificate that the stored ITL does not hold"},
	{TVSCertificateExpired, Checking, "the TVS server presented a certificate that the stored ITL holds, but that is outside its validity dates"},
	{TVSHandshakeFailed, Checking, "the TLS handshake with the TVS server failed"},
	{TVSUnknownSigner, Checking, "the TVS server does not know the certificate"},
	{TVSWrongRole, Checking, "the TVS server knows the certificate, but not for this role"},
	{TVSBadAnswer, Checking, "the TVS server's answer is damaged or answers something else"},
	{Registered, Registering, "a call manager of the group took the phone"},
	{NoConfiguration, Registering, "the phone has no configuration it ever accepted"},
	{StaleCTL, Registering, "the model has no ITL and refuses the served CTL; delete its CTL by hand"},
	{BadITL, Registering, "the phone refuses the served ITL, and the setting bad_itl_blocks_registration keeps it out; delete its ITL by hand"},
	{NoCallManager, Registering, "no call manager of the group answered"},
	{NoSecureCallManager, Registering, "secure mode, but the stored CTL holds no call manager"},
	{CallManagerUnknown, Registering, "secure mode, and no call manager that answered presented a certificate the phone trusts"},
	{CallManagerExpired, Registering, "secure mode, and the call manager's certificate is outside its validity dates"},
	{ProtocolNotSpoken, Registering, "the configuration is for a protocol that the model does not speak"},
	{AutoRegistrationDisabled, Registering, "the phone has no configuration of its own, and the default one forbids it to register"},
	{Rejected, Registering, "a call manager rejected the phone, for a reason of its own"},
	{RejectedUnknownDevice, Registering, "a call manager rejected the phone: the device is not in its database, and may not register by itself"},
	{RejectedProtocol, Registering, "a call manager rejected the phone: it knows the device with the other protocol"},
	{RejectedModel, Registering, "a call manager rejected the phone: it knows the device as another model"},
	{RejectedSecurity, Registering, "a call manager rejected the phone: the device's security profile asks for TLS and the phone came without, or the other way round"},
	{RejectedName, Registering, "a call manager rejected the phone: the certificate that it showed is another device's"},
	{RejectedCredentials, Registering, "a call manager rejected the phone: it wants digest credentials, which phones here do not have"},
	{LSCIssuerUnknown, Registering, "the call manager does not trust the CAPF certificate that signed the phone's LSC (unknown CA)"},
	{LSCExpired, Registering, "the phone's LSC or the CAPF certificate that signed it has expired"},
	{MICIssuerUnknown, Registering, "the call manager does not trust the manufacturer that signed the phone's MIC (unknown CA)"},
	{MICExpired, Registering, "the phone's MIC has expired"},
	{NoPhoneCertificate, Registering, "secure mode, but the phone has neither LSC nor MIC"},
	{LSCInstalled, Enrolling, "CAPF issued an LSC and the phone stored it"},
	{LSCDeleted, Enrolling, "CAPF had the phone erase its LSC"},
	{LSCRead, Enrolling, "CAPF read the phone's LSC (Troubleshoot)"},
	{NoOperation, Enrolling, "CAPF has no operation pending for the phone"},
	{NoCAPFServer, Enrolling, "the configuration names no CAPF server"},
	{CAPFUnreachable, Enrolling, "no CAPF server answered, or the session broke off; the phone tries four times"},
	{CAPFUnknown, Enrolling, "the CAPF server presented a certificate that nobody the phone trusts knows"},
	{CAPFExpired, Enrolling, "the CAPF server's certificate is outside its validity dates"},
	{CAPFRefused, Enrolling, "CAPF refused the phone or issued nothing: wrong authentication string, a certificate that CAPF does not trust, or its own has expired"},
	{CAPFBusy, Enrolling, "CAPF has no time for the phone and told it to come again later; the phone tries four times"},
	{CAPFAborted, Enrolling, "CAPF broke off: the operation was taken back while the phone made its key"},
	{CAPFUnknownDevice, Enrolling, "CAPF does not know the device"},
	{KeyNotMade, Enrolling, "the phone cannot make a key of the kind CAPF asks for, or was given a certificate for another one"},
	{InvalidLSC, Enrolling, "CAPF wants an existing certificate, and the phone has neither LSC nor MIC"},
	{WaitingForString, Enrolling, "CAPF wants an authentication string, which nobody has typed on the phone yet"},
	{EncryptionReady, Announcing, "the server encrypts for the certificate that the phone has; the phone asks for the encrypted file after its next reset"},
	{EncryptionKeyDiffers, Announcing, "the server knows another certificate of the phone, or none; the phone goes to CAPF first"},
	{EncryptionNoKey, Announcing, "the phone has neither LSC nor MIC to decrypt with; it goes to CAPF first"},
}

// Codes returns all codes with their explanations, for documentation.
func Codes() []Info { return slices.Clone(codes) }

var codeText = func() map[Code]string {
	m := make(map[Code]string, len(codes))
	for _, c := range codes {
		m[c.Code] = c.Text
	}
	return m
}()

// Topic returns what the code is about, "" for an unknown one.
func (c Code) Topic() Topic {
	i := slices.IndexFunc(codes, func(info Info) bool { return info.Code == c })
	if i < 0 {
		return ""
	}
	return codes[i].Topic
}

// Text returns the explanation of the code in one line, without a full stop.
func (c Code) Text() string {
	if text, ok := codeText[c]; ok {
		return text
	}
	return fmt.Sprintf("unknown code %q", string(c))
}
