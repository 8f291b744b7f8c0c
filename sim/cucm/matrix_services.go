package cucm

import "tvslab/setting"

// serviceRules are about services, parameters, deletions, backups and upgrades.
var serviceRules = []line{
	rule[bool]{
		says:  "nodes can be put in FIPS mode (`utils fips`)",
		field: func(r *Rules) *bool { return &r.FIPS },
		from:  by[bool]{"8.6": yes},
		basis: setting.Document, source: "security guides from 8.6(1) on; which releases are certified is not told apart",
	},
	rule[bool]{
		says:  "FIPS mode allows no SHA-1 and no RSA keys under 2048 bits in new certificates and requests",
		field: func(r *Rules) *bool { return &r.FIPSApproved },
		from:  by[bool]{"12.5": yes},
		basis: setting.Inferred, source: "the hash: security guide 12.5(1)SU6, of that guide on; the length: FIPS 186-4",
	},
	rule[bool]{
		row: "32, 33", says: "Cisco CallManager and CTIManager take a regenerated RSA certificate without a restart",
		field: func(r *Rules) *bool { return &r.CallManagerAtOnce },
		from:  by[bool]{"14SU1": yes},
		basis: setting.Document, source: "security guide 14; tech note 214231 restarts on every release, in its " +
			"edition of 2026 too",
		setting: "callmanager_key_pickup", means: by[bool]{"on_restart": no, "immediate": yes},
	},
	rule[bool]{
		row: "35", says: "TVS restarts by itself when its certificate is regenerated",
		field: func(r *Rules) *bool { return &r.TVSRestarts },
		from:  by[bool]{"14": yes},
		basis: setting.Guess,
		source: "security guide 14; tech note 214231 restarts by hand on every release, in its edition of 2026 too; the guides of 12.5SU1 " +
			"and 12.5SU3, reissued after 14 came out, say yes: `on`",
		setting: "tvs_auto_restart", means: by[bool]{"on": yes, "off": no},
	},
	rule[bool]{
		row: "36", says: "Cisco Certificate Authority Proxy Function does",
		field: func(r *Rules) *bool { return &r.CAPFRestarts },
		from:  by[bool]{"14": yes},
		basis: setting.Guess, source: "security guide 14 and its new features; tech note 214231 restarts by hand on every release; the " +
			"guides of 12.5SU1 and 12.5SU3, reissued after 14 came out, say yes: `on`",
		setting: "capf_auto_restart", means: by[bool]{"on": yes, "off": no},
	},
	rule[bool]{
		row: "30", says: "regenerating ITLRecovery resets phones by itself, as CallManager, CAPF and TVS do on every release",
		field: func(r *Rules) *bool { return &r.RecoveryResets },
		from:  by[bool]{"14": yes},
		basis: setting.Document,
		source: "tech note 221070: TVS, CAPF or TFTP (CallManager, ITLRecovery); security guide 12.5(1)SU2: CallManager, CAPF and TVS; " +
			"tech note 117299: CAPF and CallManager above all, other stores can",
		setting: "itlrecovery_resets_phones", means: by[bool]{"on": yes, "off": no},
	},
	rule[bool]{
		row: "30", says: "parameter \"Phone Interaction on Certificate Update\" exists",
		field: func(r *Rules) *bool { return &r.ResetParameter },
		from:  by[bool]{"14": yes},
		basis: setting.Document, source: "security guide 14; late revisions of the 12.5 guide name it too",
	},
	rule[bool]{
		says:  "Cisco Tftp serves files over HTTPS too: on 6971 with CallManager and CallManager-ECDSA, on 6972 with tomcat",
		field: func(r *Rules) *bool { return &r.HTTPSFiles },
		from:  by[bool]{"11.0": yes},
		basis: setting.Document, source: "port lists of the releases; that 6972 has tomcat-ECDSA too: guess",
	},
	rule[bool]{
		says:  "CAPF can have LSCs signed by an online or offline CA",
		field: func(r *Rules) *bool { return &r.IssuerParameter },
		from:  by[bool]{"12.5": yes},
		basis: setting.Document, source: "security guide 14, CAPF running modes: \"12.5 or later\"; an offline CA is older: simplified",
	},
	rule[bool]{
		says:  "auto-registration works in mixed mode",
		field: func(r *Rules) *bool { return &r.AutoRegistersMixed },
		from:  by[bool]{"11.5": yes},
		basis: setting.Document, source: "tech note 200716, which leaves out the models 8941 and 8945; system guide 9.1: mixed mode disables it",
	},
	rule[bool]{
		row: "31", says: "a changed rollback parameter resets phones by itself",
		field: func(r *Rules) *bool { return &r.RollbackResets },
		from:  by[bool]{"10.5": yes},
		basis: setting.Document, source: "security guides; tech note 117299 says on every release",
		setting: "rollback_resets_phones", means: by[bool]{"always": yes},
	},
	rule[bool]{
		row: "49", says: "\"TFTP File Signature Algorithm\" offers SHA-512",
		field: func(r *Rules) *bool { return &r.SHA512 },
		from:  by[bool]{"11.5": yes},
		basis: setting.Recalled, source: "document from 12.0; recalled for 11.5",
	},
	rule[bool]{
		row: "39", says: "change notification brings deleted trust certificates back",
		field: func(r *Rules) *bool { return &r.Resurrects },
		from:  by[bool]{"8.0": yes, "12.0": no},
		basis: setting.Document, source: "bug CSCto86463; tech note 214231: \"11.5 and lower\"",
	},
	rule[bool]{
		row: "41", says: "deleting a trust certificate acts on the whole cluster",
		field:   func(r *Rules) *bool { return &r.DeletesEverywhere },
		from:    by[bool]{"11.0": yes},
		basis:   setting.Document,
		source:  "tech note 211300 (11.5.1.10000-6: from 11.0), security guides; tech note 214231 deletes node by node on every release",
		setting: "trust_deletion", means: by[bool]{"per_node": no, "cluster": yes},
	},
	rule[[]Store]{
		row: "46", says: "certificates that DRF loads",
		field: func(r *Rules) *[]Store { return &r.DRFStores },
		from:  by[[]Store]{"8.0": {IPsec}, "14": {IPsec, Tomcat}, "14SU3": {Tomcat}, "15": {Tomcat, IPsec}},
		basis: setting.Document, source: "documents, which differ; both on 15: tech note 214231 of 2026",
	},
	rule[bool]{
		row: "47", says: "a backup holds the CallManager keys that sign files",
		field: func(r *Rules) *bool { return &r.BackupTFTPKey },
		from:  by[bool]{"10.0": yes},
		basis: setting.Guess,
		source: "security guides from 10.0; 8 and 9 a guess: \"from 10.0\" contradicts the restore advice of tech note 117299, " +
			"written on 9.1",
		setting: "drs_saves_tftp_key", means: by[bool]{"always": yes},
	},
	rule[bool]{
		row: "48", says: "the publisher of IM and Presence has a DRF Master of its own",
		field: func(r *Rules) *bool { return &r.PresenceMaster },
		from:  by[bool]{"8.0": yes, "10.0": no},
		basis: setting.Document, source: "tech note 214231",
	},
	rule[bool]{
		says:  "an upgrade to the release leaves expired certificates of trust stores behind",
		field: func(r *Rules) *bool { return &r.DropsExpired },
		from:  by[bool]{"12.5SU6": yes, "14": no, "14SU2": yes},
		basis: setting.Document, source: "security guide 14: not imported during an upgrade to 12.5(1)SU6, and 14SU2 or higher",
	},
	rule[bool]{
		row: "52", says: "a refresh upgrade from before regenerates ITLRecovery",
		field: func(r *Rules) *bool { return &r.RefreshRenews },
		from:  by[bool]{"12.5": yes, "12.5SU3": no},
		basis: setting.Inferred, source: "field notice FN70613 speaks of mixed mode, where it hurts; every mode: inferred",
	},
	rule[bool]{
		row: "51", says: "`show itl` and `show ctl` begin with checksums",
		field: func(r *Rules) *bool { return &r.Checksums },
		from:  by[bool]{"10.0": yes},
		basis: setting.Guess, source: "tech note 118893; 8 recalled for the ITL; 9 a guess",
	},
	rule[bool]{
		says:  "alarms CertExpired and CertValidLessThanADay, and the longer text of expiry alarms",
		field: func(r *Rules) *bool { return &r.ExpiredAlarms },
		from:  by[bool]{"10.0": yes},
		basis: setting.Guess, source: "the alarms: security guides; the release is a guess",
	},
	rule[bool]{
		says:  "Cisco Intercluster Lookup Service exists",
		field: func(r *Rules) *bool { return &r.ILS },
		from:  by[bool]{"9.0": yes},
		basis: setting.Guess, source: "no source for the release",
	},
	rule[bool]{
		says:  "Cisco Location Bandwidth Manager exists",
		field: func(r *Rules) *bool { return &r.LBM },
		from:  by[bool]{"9.0": yes},
		basis: setting.Guess, source: "no source for the release",
	},
	rule[bool]{
		says:  "Cisco SSOSP Tomcat exists",
		field: func(r *Rules) *bool { return &r.SSOTomcat },
		from:  by[bool]{"10.0": yes},
		basis: setting.Guess, source: "no source for the release",
	},
	rule[bool]{
		row: "34", says: "Cisco HAProxy exists",
		field: func(r *Rules) *bool { return &r.HAProxy },
		from:  by[bool]{"14": yes},
		basis: setting.Document, source: "restart tables of security guide 14",
	},
	rule[bool]{
		says:  "Extension Mobility and AXL present what they loaded themselves, not what Cisco Tomcat did",
		field: func(r *Rules) *bool { return &r.OwnTomcats },
		from:  by[bool]{"14": yes},
		basis: setting.Inferred, source: "restart tables: from security guide 14 on they are restarted by themselves, before with Cisco Tomcat",
	},
	rule[bool]{
		says:  "`utils dbreplication runtimestate` names replication groups and has the newer columns",
		field: func(r *Rules) *bool { return &r.ReplicationGroups },
		from:  by[bool]{"10.0": yes},
		basis: setting.Inferred, source: "samples of 9.0, 10.5(2) and 15 in administration guides and tech notes; 10.0 inferred",
	},
}
