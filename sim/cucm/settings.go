package cucm

import (
	"fmt"
	"slices"
	"time"
)

// Settings decide what the sources leave open about the cluster. The yaml names are those scenario files use.
type Settings struct {
	// TVSDatabaseRefresh is how long TVS takes to notice a changed certificate row (about 8 s in the trace of
	// tech note 212051).
	TVSDatabaseRefresh time.Duration `yaml:"tvs_db_refresh"`
	// TVSCTLPoll is how long TVS takes at most to notice a changed CTL file: 2 min 43 s in the trace of tech
	// note 118893, the period itself is unknown.
	TVSCTLPoll time.Duration `yaml:"tvs_ctl_poll"`
	// ITLOtherTFTP lists the CallManager certificates of the other TFTP nodes in each ITL too, as SAST and as TFTP. Unknown; the
	// guides speak of "the" TFTP server in the singular.
	ITLOtherTFTP bool `yaml:"itl_contains_other_tftp"`
	// ResetScope says what `utils itl reset localkey` serves on further TFTP nodes: per_node (each node's own
	// records, re-signed) or publisher_copy (the publisher's file on all, as the CLI text says literally).
	ResetScope string `yaml:"reset_localkey_scope"`
	// KeyPickup says when TFTP signs with a regenerated key: by_release, on_restart or immediate.
	KeyPickup string `yaml:"tftp_key_pickup"`
	// TVSAutoRestart says whether TVS restarts when its certificate is regenerated: by_release, on or off.
	TVSAutoRestart string `yaml:"tvs_auto_restart"`
	// CAPFAutoRestart says whether Cisco Certificate Authority Proxy Function restarts when its certificate is
	// regenerated: by_release (from 14 on), on or off. Guides of 12.5 say that it does.
	CAPFAutoRestart string `yaml:"capf_auto_restart"`
	// CallManagerPickup says when Cisco CallManager and Cisco CTIManager present a regenerated CallManager
	// certificate: by_release (at once from 14SU1 on, security guide 14), on_restart (as Cisco doc 214231 has it for
	// every release) or immediate. It concerns the RSA certificate; ECDSA always needs the restart.
	CallManagerPickup string `yaml:"callmanager_key_pickup"`
	// AutoReset is whether regeneration resets phones by itself (security guides; row 30 of the matrix).
	AutoReset bool `yaml:"auto_reset"`
	// BlankRecords is the shape of the blank ITL of the rollback parameter: empty (records keep name and
	// function) or left_out. The bytes are unknown; both are accepted by phones.
	BlankRecords string `yaml:"blank_itl_records"`
	// ResetSurvivesRestart keeps the signer set by `utils itl reset localkey` over a restart of Cisco Tftp.
	// Security guide 14 says that a restart undoes it on 12.0 and later; for older releases nothing is stated.
	ResetSurvivesRestart bool `yaml:"itl_reset_survives_restart"`
	// AddressRenews is whether a new IP address makes a node's certificates anew: the administration guide
	// 12.5(1)SU4 says both in one chapter.
	AddressRenews bool `yaml:"ip_change_regenerates"`
	// BackupOmits is bug CSCtn50405: DRS backups without certificates.
	BackupOmits bool `yaml:"drs_omits_certificates"`
	// BackupKey says whether a DRS backup holds the CallManager keys that sign files: always (Cisco doc 117299, on 9.1,
	// counts on a restore) or by_release, which is from 10.0 on (security guides; row 47).
	BackupKey string `yaml:"drs_saves_tftp_key"`
	// TomcatResets makes the regeneration of tomcat reset phones too; Cisco doc 117299 says that it "can".
	TomcatResets bool `yaml:"tomcat_resets_phones"`
	// RollbackReset says whether a changed rollback parameter resets phones by itself: always (Cisco doc 117299) or
	// by_release (from 10.5(2) on, security guides).
	RollbackReset string `yaml:"rollback_resets_phones"`
	// TrustDeletion says what deleting a trust certificate acts on: by_release (the node up to 11.5, the cluster from
	// 12.0), per_node (Cisco doc 214231 for 12.5) or cluster. Row 41.
	TrustDeletion string `yaml:"trust_deletion"`
	// DeleteResets is bug CSCut58407: deleting from CAPF-trust, CallManager-trust or TVS-trust resets all devices.
	DeleteResets bool `yaml:"delete_trust_resets_phones"`
	// TrustKeepsOld lets a -trust store keep a certificate when another one with the same subject arrives. Security
	// guide 14 says that a store cannot hold two; that regeneration therefore replaces the old one is inferred.
	TrustKeepsOld bool `yaml:"trust_store_keeps_old"`
	// MixedModeLicence is whether the cluster may use mixed mode: an encryption licence on 11.5, export-controlled
	// functionality of the smart account from 12.0 on (row 21). Older releases do not ask.
	MixedModeLicence bool `yaml:"mixed_mode_licence"`
	// AutoRegistration says that a CallManager node registers unknown phones by itself; `utils ctl set-cluster
	// mixed-mode` mentions it in its question (endpoint guide). It has no other effect here.
	AutoRegistration bool `yaml:"auto_registration"`
	// RegenKeyLength is the RSA length after a regeneration: by_release, keep or 2048. Security guide 14 says the
	// old length is kept, a certificate seen on 10.5(1) went from 1024 to 2048 (row 22).
	RegenKeyLength string `yaml:"regenerated_key_length"`
	// RecoveryOwner is who has an ITLRecovery certificate on 12.0 and 12.5, where sources disagree: publisher (one
	// for the cluster) or node (each its own). Elsewhere the publisher's counts (row 11).
	RecoveryOwner string `yaml:"itlrecovery_owner"`
	// RecoveryKeyBits is the RSA length of the ITLRecovery key made at installation: by_release, 1024 or 2048. 1024
	// beside longer ones is what an upgrade from an old release leaves (Cisco doc 214231).
	RecoveryKeyBits string `yaml:"itlrecovery_key_bits"`
	// LSCYears is the validity of an LSC, years ("Duration of Certificate Validity", 5 by default).
	LSCYears int `yaml:"lsc_years"`
	// LSCHash is the hash of LSC signatures: by_release (row 25), SHA-1 or SHA-256.
	LSCHash string `yaml:"lsc_hash"`
	// LSCKeyBits is the "Key Size" of a certificate operation; 0 takes the release's default.
	LSCKeyBits int `yaml:"lsc_key_bits"`
	// LSCKeyOrder is the "Key Order" of a certificate operation: rsa_only or ec_only. EC needs 11.0, a model with EC
	// keys, and on the phone an ITL with signer version 1.1.
	LSCKeyOrder string `yaml:"lsc_key_order"`
	// OperationDays is how long a certificate operation stays pending ("Operation Completes By"); CUCM proposes ten
	// days (recalled).
	OperationDays int `yaml:"capf_operation_days"`
	// CertHash is the hash in the element certHash: MD5 (security guide 12.5) or SHA-1.
	CertHash string `yaml:"cert_hash"`
}

// DefaultSettings returns the defaults the reference proposes.
func DefaultSettings() Settings {
	return Settings{
		TVSDatabaseRefresh: 8 * time.Second, TVSCTLPoll: 180 * time.Second,
		ResetScope: "per_node", KeyPickup: "by_release", TVSAutoRestart: "by_release", AutoReset: true,
		BlankRecords: "empty", CAPFAutoRestart: "by_release", CallManagerPickup: "by_release", RollbackReset: "always", BackupKey: "always",
		TrustDeletion: "by_release", MixedModeLicence: true,
		LSCYears: 5, LSCHash: "by_release", LSCKeyOrder: "rsa_only", OperationDays: 10, CertHash: "MD5",
		RegenKeyLength: "by_release", RecoveryOwner: "publisher", RecoveryKeyBits: "by_release",
	}
}

// Validate names the first setting with an impossible value.
func (s Settings) Validate() error {
	for _, c := range []struct {
		name, value string
		allowed     []string
	}{
		{"reset_localkey_scope", s.ResetScope, []string{"per_node", "publisher_copy"}},
		{"tftp_key_pickup", s.KeyPickup, []string{"by_release", "on_restart", "immediate"}},
		{"tvs_auto_restart", s.TVSAutoRestart, []string{"by_release", "on", "off"}},
		{"capf_auto_restart", s.CAPFAutoRestart, []string{"by_release", "on", "off"}},
		{"callmanager_key_pickup", s.CallManagerPickup, []string{"by_release", "on_restart", "immediate"}},
		{"drs_saves_tftp_key", s.BackupKey, []string{"always", "by_release"}},
		{"rollback_resets_phones", s.RollbackReset, []string{"always", "by_release"}},
		{"trust_deletion", s.TrustDeletion, []string{"by_release", "per_node", "cluster"}},
		{"regenerated_key_length", s.RegenKeyLength, []string{"by_release", "keep", "2048"}},
		{"itlrecovery_owner", s.RecoveryOwner, []string{"publisher", "node"}},
		{"itlrecovery_key_bits", s.RecoveryKeyBits, []string{"by_release", "1024", "2048"}},
		{"blank_itl_records", s.BlankRecords, []string{"empty", "left_out"}},
		{"lsc_hash", s.LSCHash, []string{"by_release", "SHA-1", "SHA-256"}},
		{"lsc_key_order", s.LSCKeyOrder, []string{"rsa_only", "ec_only"}},
		{"cert_hash", s.CertHash, []string{"MD5", "SHA-1"}},
	} {
		if !slices.Contains(c.allowed, c.value) {
			return fmt.Errorf("setting %s: %q is not one of %q", c.name, c.value, c.allowed)
		}
	}
	if !slices.Contains([]int{0, 512, 1024, 2048, 3072, 4096}, s.LSCKeyBits) {
		return fmt.Errorf("setting lsc_key_bits: %d is not 0, 512, 1024, 2048, 3072 or 4096", s.LSCKeyBits)
	}
	if s.LSCYears < 1 || s.OperationDays < 1 {
		return fmt.Errorf("setting lsc_years or capf_operation_days: must be at least 1")
	}
	if s.TVSDatabaseRefresh < 0 || s.TVSCTLPoll < 0 {
		return fmt.Errorf("setting tvs_db_refresh or tvs_ctl_poll: a negative duration")
	}
	return nil
}

// RulesUnder returns the rules of r where the settings leave them to the release, else what the settings say.
func (r Release) RulesUnder(s Settings) *Rules {
	rules := *r.rules
	decide(s.KeyPickup, "immediate", &rules.KeyAtOnce)
	decide(s.CallManagerPickup, "immediate", &rules.CallManagerAtOnce)
	decide(s.TVSAutoRestart, "on", &rules.TVSRestarts)
	decide(s.CAPFAutoRestart, "on", &rules.CAPFRestarts)
	decide(s.RollbackReset, "always", &rules.RollbackResets)
	decide(s.BackupKey, "always", &rules.BackupTFTPKey)
	decide(s.TrustDeletion, "cluster", &rules.DeletesEverywhere)
	rules.RecoveryByNode = rules.RecoveryByNode && s.RecoveryOwner == "node"
	switch s.RecoveryKeyBits {
	case "1024":
		rules.RecoveryBits = 1024
	case "2048":
		rules.RecoveryBits = 2048
	}
	switch s.RegenKeyLength {
	case "keep":
		rules.RegenBits = 0
	case "2048":
		rules.RegenBits = 2048
	}
	if s.LSCHash != "by_release" {
		rules.LSCSHA256 = s.LSCHash == "SHA-256"
	}
	if s.LSCKeyBits != 0 {
		rules.LSCBits = s.LSCKeyBits
	}
	return &rules
}

// decide reads a setting that leaves the answer to the release or gives it: yes is the value that means it.
func decide(setting, yes string, rule *bool) {
	if setting != "by_release" {
		*rule = setting == yes
	}
}
