package cucm

import "tvslab/setting"

// storeSettings are about trust stores, backups, phones and their certificates.
var storeSettings = setting.Table[Settings]{
	{
		Name: "trust_deletion", Default: "by_release", Words: []string{"by_release", "per_node", "cluster"},
		Meaning: "what deleting a trust certificate acts on: `by_release` (the node up to 10.5(2), the cluster from " +
			"11.0), `per_node`, `cluster`",
		Here:  "on the node up to 10.5(2), in the cluster from 11.0",
		Basis: setting.Document, Source: "tech note 211300, security guides; tech note 214231 differs",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.TrustDeletion) },
	},
	{
		Name: "trust_deletion_acts", Default: "on_restart", Words: []string{"on_restart", "immediate"},
		Meaning: "when services that go by a trust store take on a deletion: `on_restart` of the service, or `immediate`; TVS always " +
			"within seconds, by the database",
		Here:  "when the service is restarted: CallManager and CTIManager, CAPF, Tomcat, DRF and others, each for its store",
		Basis: setting.Document, Source: "tech notes 117299 and 214231, after a deletion; nothing speaks for an immediate effect",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.DeletionActs) },
	},
	{
		Name: "delete_trust_resets_phones", Default: "false",
		Meaning: "bug CSCut58407: deleting from CAPF-, CallManager- or TVS-trust resets all devices",
		Here:    "no",
		Basis:   setting.Document, Source: "tech note 117299; the sources contradict themselves",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.DeleteResets) },
	},
	{
		Name: "trust_store_keeps_old", Default: "false",
		Meaning: "a trust store keeps a certificate when another with the same subject arrives",
		Here:    "the new one replaces the old; so the old signer is forgotten",
		Basis:   setting.Inferred, Source: "security guides 12.5(1)SU3 and 14 forbid two, and let the later start win; the replacement at a regeneration is inferred",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.TrustKeepsOld) },
	},
	{
		Name: "mixed_mode_licence", Default: "true",
		Meaning: "the cluster may use mixed mode (asked from 11.5 on: an encryption licence, from 12.0 " +
			"export-controlled functionality of the smart account)",
		Here:  "allowed; without it mixed mode is refused, with a text of our own",
		Basis: setting.Document, Source: "tech note 118893 (11.5(1)SU3), security guide 12.5; the text is unknown",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.MixedModeLicence) },
	},
	{
		Name: "ip_change_regenerates", Default: "false",
		Meaning: "a new IP address makes a node's certificates anew",
		Here:    "certificates stay",
		Basis:   setting.Document, Source: "administration guide 12.5(1)SU4 says both, in one chapter",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.AddressRenews) },
	},
	{
		Name: "drs_omits_certificates", Default: "false",
		Meaning: "bug CSCtn50405: backups lack the certificates",
		Here:    "certificates and keys are included",
		Basis:   setting.Document, Source: "tech note 117299; bug CSCtn50405",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.BackupOmits) },
	},
	{
		Name: "drs_saves_tftp_key", Default: "always", Words: []string{"always", "by_release"},
		Meaning: "backups hold the CallManager keys that sign files: `always` or `by_release` (from 10.0)",
		Here:    "included, on 8 and 9 too",
		Basis:   setting.Document,
		Source:  "tech note 117299 counts on a restore, on 9.1; security guides say \"from 10.0\"",
		Value:   func(s *Settings) setting.Value { return setting.Word(&s.BackupKey) },
	},
	{
		Name: "auto_registration", Default: "false",
		Meaning: "the box \"Auto-registration Enabled\" is empty or not at the installation: phones that no database knows, and those " +
			"without a configuration of their own, register where release, mode and model allow it, else they are rejected",
		Here: "phones have to be in the database; one box for the cluster, in CUCM it is on the page of each Unified CM; no device is made: " +
			"the phone stays on the default configuration",
		Basis: setting.Simplified, Source: "tech note 200716; system configuration guide 12.5(1)SU4, Autoregistration",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.AutoRegistration) },
	},
	{
		Name: "lsc_years", Default: "5",
		Meaning: "validity of an LSC in years",
		Here:    "5 years",
		Basis:   setting.Document, Source: "\"Duration of Certificate Validity\"",
		Value: func(s *Settings) setting.Value { return setting.Number(&s.LSCYears, 1) },
	},
	{
		Name: "lsc_hash", Default: "by_release", Words: []string{"by_release", "SHA-1", "SHA-256"},
		Meaning: "hash of LSC signatures: `by_release` (SHA-256 from 11.5(1)SU1), `SHA-1`, `SHA-256`",
		Here:    "SHA-256 from 11.5(1)SU1",
		Basis:   setting.Document, Source: "tech note 214231",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.LSCHash) },
	},
	{
		Name: "lsc_key_bits", Default: "0", Words: []string{"0", "512", "1024", "2048", "3072", "4096"},
		Meaning: "\"Key Size\" of a certificate operation; 0 is the release's",
		Here:    "1024 up to 11.5, 2048 from 12.0",
		Basis:   setting.Document, Source: "CCMAdmin",
		Value: func(s *Settings) setting.Value { return setting.Number(&s.LSCKeyBits, 0) },
	},
	{
		Name: "lsc_key_order", Default: KeyRSAOnly, Words: []string{KeyRSAOnly, KeyECOnly, KeyECPreferred},
		Meaning: "\"Key Order\" of a certificate operation: `rsa_only`, `ec_only`, or `ec_preferred` (\"EC Preferred, RSA Backup\"; 11.0 and later, before: " +
			"RSA). Elliptic keys need a model that has them and, on the phone, an ITL with signer version 1.1: `itl_signer_version`",
		Here:  "RSA",
		Basis: setting.Document, Source: "CCMAdmin",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.LSCKeyOrder) },
	},
	{
		Name: "lsc_ec_key_size", Default: "384", Words: []string{"256", "384", "521"},
		Meaning: "\"EC Key Size (Bits)\" of a certificate operation",
		Here:    "384",
		Basis:   setting.Recalled, Source: "recalled: CCMAdmin proposes 384; sizes: security guide 12.5",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.LSCCurve) },
	},
	{
		Name: "capf_extra_messages", Default: "none", Words: []string{ExtraEncrypt, ExtraSign, ExtraAbort},
		Meaning: "what CAPF says beyond recorded sessions when it installs an LSC: `encrypt` (the phone encrypts with its new key), `sign` (it signs a " +
			"certificate request, SHA-384), `abort` (an operation that was taken back meanwhile is broken off); or `none`",
		Here:  "no recorded session has them",
		Basis: setting.Guess, Source: "a test client that Cisco wrote knows these states and their failures; no bytes are published, so that what the messages hold is a guess",
		Value: func(s *Settings) setting.Value { return setting.Subset(&s.CAPFExtras) },
	},
	{
		Name: "capf_end_reason", Default: "recorded", Words: []string{"recorded", EndCodes},
		Meaning: "reason in END SESSION of CAPF: `recorded` (0, 1, 7 and 9, those of recorded sessions), or `codes` (0 to 8 and 11, those of CAPF's log files)",
		Here:    "0, 1, 7 and 9",
		Basis:   setting.Other, Source: "capfd of usecallmanager.nz; the codes: Troubleshooting Guide 12.5(1), which does not say whether they are on the wire",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.CAPFEndReason) },
	},
	{
		Name: "capf_proof_of_other_device", Default: "accept", Words: []string{"accept", "refuse"},
		Meaning: "by existing certificate: whether the LSC or MIC of another device proves a phone to CAPF",
		Here:    "any certificate of a trusted issuer proves the phone that has its key",
		Basis:   setting.Guess, Source: "capfd of usecallmanager.nz looks at issuer and signatures, not at the name; what CUCM does is not published, so that the default is a guess",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.ProofOfOther) },
	},
	{
		Name: "capf_operation_days", Default: "10",
		Meaning: "days until a certificate operation that was not done lapses (\"Operation Completes By\")",
		Here:    "ten days",
		Basis:   setting.Recalled, Source: "recalled: CUCM proposes ten days",
		Value: func(s *Settings) setting.Value { return setting.Number(&s.OperationDays, 1) },
	},
	{
		Name: "cert_hash", Default: "MD5", Words: []string{"MD5", "SHA-1"},
		Meaning: "hash in the element certHash: `MD5` or `SHA-1`",
		Here:    "of the LSC; in memory one per profile",
		Basis:   setting.Document, Source: "security guide 12.5; sources differ on the hash; one per profile: simplified",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.CertHash) },
	},
	{
		Name: "phone_service_node", Default: "first_of_group", Words: []string{"first_of_group", "registered"},
		Meaning: "the node on which a phone uses HTTPS services and Extension Mobility: `first_of_group` (what its " +
			"configuration names) or `registered` (where it is registered, if it is)",
		Here:  "the first node of the CallManager group",
		Basis: setting.Guess, Source: "the configuration has the URL of one node; guides speak of \"the CUCM node\" that hosts the service",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.ServiceNode) },
	},
	{
		Name: "check_validity_of", Default: "phones, capf, drs", Words: []string{DatedPhones, DatedCAPF, DatedDRS, DatedTVS},
		Meaning: "whose certificates the cluster does not accept outside their validity: `phones` that register over TLS, `capf` " +
			"(issues no LSC), `drs` (no backup, no restore), `tvs` (does not vouch for them); or `none`",
		Here:  "an expired CAPF certificate issues nothing, its LSCs are refused, DRS needs a valid certificate; TVS vouches for expired ones",
		Basis: setting.Document, Source: "tech notes 117299 and 214231, effects of invalid or expired certificates; what TVS does is not documented",
		Value: func(s *Settings) setting.Value { return setting.Subset(&s.CheckValidityOf) },
	},
}
