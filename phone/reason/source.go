package reason

import "slices"

// sources say on which documents the behaviour behind codes rests; docs/fidelity.md says how firmly.
var sources = []struct {
	text  string
	codes []Code
}{
	{"tech note 116232; security guide: a phone without lists takes the first", []Code{FirstList, NoList, ListStored}},
	{"tech note 117299, rollback parameter; security guide, rollback to pre 8.0", []Code{BlankList, ITLBlank}},
	{"inferred: a file that is stored already is no decision", []Code{Identical}},
	{"tech notes 116232 and 118699: the stored lists are searched, CTL before ITL", []Code{SignerInCTL, SignerInITL, PeerInCTL, PeerInITL, NoCTL, NoITL, NotInCTL, NotInITL, Found}},
	{"tech notes 116232, 118699 and 213407: roles of certificates in lists", []Code{WrongRole, HashOnly, CertificateDiffers}},
	{"tech notes 118699 and 213407: TVS, asked with QUERY or VERIFY", []Code{VouchedByTVS, TVSUnknownSigner, TVSWrongRole, TVSBadAnswer}},
	{"tech note 213407: answers of TVS are kept for 24 hours", []Code{VouchedByCache, NotInCache}},
	{"tech note 118699: search of CTL, ITL, TVS cache, TVS; nobody else is asked", []Code{SignerUnknown, PeerUnknown}},
	{"tech note 213407: TVS is authenticated by the TVS records of the stored ITL", []Code{TVSCertificateMismatch, TVSHandshakeFailed, NoTVSRecord}},
	{"bugs CSCti64589 and CSCuq33297: TVS servers come from the last accepted configuration", []Code{NoTVSServer}},
	{"usecallmanager.nz: where a TVS server cannot be reached, the next one is asked", []Code{TVSUnreachable}},
	{"inferred from the guides' \"CTL must be updated\" for call managers; tech note 118699 for signers of lists", []Code{TVSDisabled}},
	{"tech note 118893: models without Security By Default know the CTL only", []Code{NoSBD}},
	{"tech notes 117299 and 214231: what breaks with certificates that have expired", []Code{PeerExpired, SignerExpired, TVSCertificateExpired, CallManagerExpired, CAPFExpired, LSCExpired, MICExpired}},
	{"7906 administration guide; tech note 214535: signed files where the lists name a TFTP server", []Code{UnsignedAccepted, NotSigned}},
	{"usecallmanager.nz: configurations over HTTPS 6971, where the ITL has signer version 1.1", []Code{SecuredByTLS}},
	{"8800 and 7961 administration guides, status messages; usecallmanager.nz: firmware is verified with a key of the phone's own", []Code{LoadVerified, LoadNotAuthentic, LoadRejected}},
	{"tech note 116232: signed files are verified with the signer's key", []Code{BadSignature, Malformed}},
	{"guess: whether a phone looks at the time stamp of an ITL is a setting", []Code{OlderThanStored}},
	{"security guides: TFTP File Signature Algorithm", []Code{DigestNotSupported}},
	{"security guide 14: some models fail to register with RSA keys above 2048 bits; which ones is a guess", []Code{KeyTooLong}},
	{"security guide 12.5: an ITL over 64 kB is not loaded; administration guides for configurations", []Code{TooLarge}},
	{"security guide 12.5, Encrypted Phone Configuration File Setup", []Code{NotDecrypted, EncryptionReady, EncryptionKeyDiffers, EncryptionNoKey}},
	{"observed on an 8851: a configuration that is not valid XML is asked for again", []Code{ConfigInvalid}},
	{"tech notes 214528 and 214535: the order in which a phone asks for its files", []Code{NotFound, Unreachable}},
	{"tech note 214535; public traces of CUCM 11.5 to 14: registration over SIP", []Code{Registered, NoConfiguration, NoCallManager}},
	{"tech note 118893: secure phones take call managers of their CTL only", []Code{NoSecureCallManager, CallManagerUnknown}},
	{"tech notes 118893 and 117598: models without ITL that refuse the served CTL", []Code{StaleCTL}},
	{"tech note 214231: phones with a bad ITL do not register again; a setting, off", []Code{BadITL}},
	{"sccp_manager, issue 85; tech note 214535: protocols of models and configurations", []Code{ProtocolNotSpoken}},
	{"tech note 200716; system configuration guide 12.5(1)SU4: auto-registration", []Code{AutoRegistrationDisabled}},
	{"recalled: reasons in CUCM's alarms about rejected devices", []Code{Rejected, RejectedUnknownDevice, RejectedProtocol, RejectedModel, RejectedSecurity, RejectedName}},
	{"security guide 15, digest authentication; RFC 3261", []Code{RejectedCredentials}},
	{"tech notes 200860 and 214231: call managers take LSC and MIC from issuers in CallManager-trust", []Code{LSCIssuerUnknown, MICIssuerUnknown, NoPhoneCertificate}},
	{"tech note 117299, Install/Update LSC on Phone; security guide 12.5, CAPF", []Code{LSCInstalled, LSCDeleted, LSCRead, NoOperation, NoCAPFServer, WaitingForString, KeyNotMade, InvalidLSC}},
	{"usecallmanager.nz, capfd and capfc: sessions with CAPF and how they end", []Code{CAPFUnreachable, CAPFRefused, CAPFUnknownDevice}},
	{"security guide 12.5, Encrypted Phone Configuration File Setup: Manual Key Distribution", []Code{TypedKey}},
	{"states of a test client that Cisco wrote: server busy, aborted", []Code{CAPFBusy, CAPFAborted}},
	{"tech note 118699: the certificate of CAPF is looked for like that of any server", []Code{CAPFUnknown}},
}

// Source says on which documents the behaviour behind the code rests, in a line without a full stop; "" for an unknown code.
func (c Code) Source() string {
	for _, s := range sources {
		if slices.Contains(s.codes, c) {
			return s.text
		}
	}
	return ""
}
