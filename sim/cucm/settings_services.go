package cucm

import "tvslab/setting"

// serviceSettings are about what services do by themselves, and keys.
var serviceSettings = setting.Table[Settings]{
	{
		Name: "tvs_auto_restart", Default: "by_release", Words: []string{"by_release", "on", "off"},
		Meaning: "whether TVS restarts when its certificate is regenerated: `by_release` (from 14), `on`, `off`",
		Here:    "by itself from 14, by hand before",
		Basis:   setting.Document, Source: "security guide 14; for 12.5 guides differ",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.TVSAutoRestart) },
	},
	{
		Name: "auto_reset", Default: "true",
		Meaning: "regeneration resets phones by itself",
		Here:    "after CallManager, CallManager-ECDSA, CAPF and TVS, from 14 ITLRecovery; not after tomcat",
		Basis:   setting.Document,
		Source:  "security guides; which stores exactly differs between guides: itlrecovery_resets_phones, tomcat_resets_phones",
		Value:   func(s *Settings) setting.Value { return setting.Truth(&s.AutoReset) },
	},
	{
		Name: "blank_itl_records", Default: "empty", Words: []string{"empty", "left_out"},
		Meaning: "TFTP and TVS records of the blank ITL of the rollback parameter: `empty` (they keep name and " +
			"function) or `left_out`",
		Here:  "SAST and CAPF stay; TFTP and TVS keep name and function only",
		Basis: setting.Document, Source: "security guides 12.5(1)SU6 and 15: empty entries where the old TVS and TFTP servers were; the bytes are not published; phones accept both",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.BlankRecords) },
	},
	{
		Name: "regenerated_key_length", Default: "by_release", Words: []string{"by_release", "keep", "2048"},
		Meaning: "RSA length after a regeneration: `by_release`, `keep` or `2048`",
		Here:    "kept from 12.0 on; 2048 from 10.5(1) to 11.5, 1024 before",
		Basis:   setting.Document, Source: "security guide 14 says kept, one certificate seen on 10.5(1) went from 1024 to 2048",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.RegenKeyLength) },
	},
	{
		Name: "itlrecovery_owner", Default: "by_release", Words: []string{"by_release", "publisher", "node"},
		Meaning: "who has an ITLRecovery certificate: `by_release` (up to 12.0 each node its own, from 12.5 the publisher one " +
			"for the cluster), the `publisher`, each `node`",
		Here:  "each node its own up to 12.0, one of the publisher from 12.5",
		Basis: setting.Inferred, Source: "tech note 214231: from 12.5 a single one of the publisher, which implies the rest; security " +
			"guide 14 says node-based before 14; `utils itl reset` of the publisher alone would speak for one on every release",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.RecoveryOwner) },
	},
	{
		Name: "itlrecovery_key_bits", Default: "by_release", Words: []string{"by_release", "1024", "2048"},
		Meaning: "RSA length of the ITLRecovery key made at installation: `by_release`, `1024` or `2048`",
		Here:    "1024 up to 10.0, 2048 from 10.5(1); a key of 1024 bits becomes 2048 when regenerated where lengths are kept",
		Basis:   setting.Inferred,
		Source: "1024 beside longer keys is what an upgrade from an old release leaves (tech note 214231); the " +
			"guide offers regeneration as the cure: inferred",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.RecoveryKeyBits) },
	},
	{
		Name: "itl_reset_survives_restart", Default: "false",
		Meaning: "the signer of `utils itl reset localkey` survives a restart of Cisco Tftp",
		Here:    "the restart undoes it",
		Basis:   setting.Guess, Source: "false on 12.0 and later: security guide 14; before: guess",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.ResetSurvivesRestart) },
	},
	{
		Name: "capf_auto_restart", Default: "by_release", Words: []string{"by_release", "on", "off"},
		Meaning: "whether the CAPF service restarts when its certificate is regenerated: `by_release` (from 14), `on`, `off`",
		Here:    "by itself from 14, by hand before",
		Basis:   setting.Document, Source: "security guide 14; for 12.5 guides differ",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.CAPFAutoRestart) },
	},
	{
		Name: "callmanager_key_pickup", Default: "by_release", Words: []string{"by_release", "on_restart", "immediate"},
		Meaning: "when CallManager and CTIManager present a regenerated RSA certificate: `by_release` (from " +
			"14SU1 at once, before at restart), `on_restart`, `immediate`; ECDSA always needs the restart",
		Here:  "without a restart from 14SU1",
		Basis: setting.Document, Source: "security guide 14; tech note 214231 restarts on every release",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.CallManagerPickup) },
	},
	{
		Name: "tomcat_resets_phones", Default: "false",
		Meaning: "regeneration of tomcat rebuilds the ITL files and resets phones too; as no ITL lists a tomcat certificate, the files stay " +
			"as they are",
		Here:  "it does neither",
		Basis: setting.Document, Source: "tech note 117299 says that it \"can\"",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.TomcatResets) },
	},
	{
		Name: "itlrecovery_resets_phones", Default: "by_release", Words: []string{"by_release", "on", "off"},
		Meaning: "regeneration of ITLRecovery resets phones too: `by_release` (from 14), `on`, `off`",
		Here:    "from 14",
		Basis:   setting.Document, Source: "tech note 221070 for 14; the guides of 12.5 name CallManager, CAPF and TVS",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.RecoveryReset) },
	},
	{
		Name: "rollback_resets_phones", Default: "always", Words: []string{"always", "by_release"},
		Meaning: "a changed rollback parameter resets phones: `always` or `by_release` (from 10.5(2))",
		Here:    "on all releases",
		Basis:   setting.Document, Source: "tech note 117299: always; security guides: from 10.5(2). Before 10.5 they differ",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.RollbackReset) },
	},
}
