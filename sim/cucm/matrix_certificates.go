package cucm

import "tvslab/setting"

// certificateRules are about keys, certificates and their stores.
var certificateRules = []line{
	rule[int]{
		row: "22", says: "RSA bits of a CallManager or CAPF key made at installation",
		field: func(r *Rules) *int { return &r.KeyBits },
		from:  by[int]{"8.0": 1024, "11.0": 2048},
		basis: setting.Guess, source: "documents; 10.0 is a guess: its sample of June 2014 has 1024",
	},
	rule[int]{
		row: "22", says: "RSA bits of an ITLRecovery key made at installation",
		field: func(r *Rules) *int { return &r.RecoveryBits },
		from:  by[int]{"8.0": 1024, "10.5(1)": 2048},
		basis: setting.Guess,
		source: "2048 where regeneration makes 2048: tech note 214231 knows 1024 beside longer keys from upgrades, and the reset of " +
			"tech note 117598 works on 10.x",
		setting: "itlrecovery_key_bits", means: by[int]{"1024": 1024, "2048": 2048},
	},
	rule[int]{
		row: "22", says: "RSA bits after a regeneration",
		field: func(r *Rules) *int { return &r.RegenBits },
		from:  by[int]{"8.0": 1024, "10.5(1)": 2048, "12.0": 0},
		cells: by[string]{"12.0": "as before"},
		basis: setting.Guess,
		source: "security guide 14 says kept; a certificate seen on 10.5(1) went from 1024 to 2048 (tech note 118893); " +
			"8 recalled, 9 inferred, 10.0 a guess; TVS has 2048 in every release (tech note 116232)",
		setting: "regenerated_key_length", means: by[int]{"keep": 0, "2048": 2048},
	},
	rule[bool]{
		row: "22", says: "certificates made at installation are signed with SHA-256",
		field: func(r *Rules) *bool { return &r.SHA256 },
		from:  by[bool]{"11.0": yes},
		basis: setting.Guess, source: "documents; 10.0 is a guess",
	},
	rule[bool]{
		row: "22", says: "regenerated certificates are signed with SHA-256",
		field: func(r *Rules) *bool { return &r.RegenSHA256 },
		from:  by[bool]{"10.5(1)": yes},
		basis: setting.Guess, source: "tech note 118893 for 10.5(1); 10.0 is a guess",
	},
	rule[int]{
		says:  "bytes of a serial number",
		field: func(r *Rules) *int { return &r.SerialBytes },
		from:  by[int]{"8.0": 8, "9.0": 16},
		basis: setting.Document, source: "dumps in tech notes 116232 and 118893",
	},
	rule[bool]{
		says:  "self-signed certificates are valid for calendar years, to the second; else for 365 days a year less a second",
		field: func(r *Rules) *bool { return &r.CalendarYears },
		from:  by[bool]{"8.0": yes, "9.0": no},
		basis: setting.Inferred,
		source: "both in a CTL made by a cluster in 2015: calendar years with serial numbers of 8 bytes, 365 days with those of 16; " +
			"tech note 118893 (10.5(1)) has 365 days; the release is that of the serial numbers",
	},
	rule[bool]{
		row: "23", says: "subscribers have a CAPF certificate too",
		field: func(r *Rules) *bool { return &r.CAPFEverywhere },
		from:  by[bool]{"8.0": yes, "14": no},
		basis: setting.Document, source: "tech note 214231",
	},
	rule[[]int]{
		row: "22", says: "RSA bits that can be chosen for requests and self-signed certificates",
		field: func(r *Rules) *[]int { return &r.KeyLengths },
		from: by[[]int]{"8.0": {1024, 2048}, "11.0": {1024, 2048, 3072, 4096}, "12.5": {2048, 3072, 4096},
			"14": {1024, 2048, 3072, 4096}},
		basis: setting.Guess, source: "security guides 12.5 and 14, which differ in 1024; before, recalled or a guess",
	},
	rule[[]string]{
		says:  "hashes that can be chosen for RSA",
		field: func(r *Rules) *[]string { return &r.Hashes },
		from:  by[[]string]{"8.0": {"SHA1"}, "10.5(1)": {"SHA1", "SHA256"}},
		basis: setting.Guess, source: "recalled or a guess",
	},
	rule[[]int]{
		row: "10", says: "years of validity that can be chosen",
		field: func(r *Rules) *[]int { return &r.Years },
		from:  by[[]int]{"14": {5, 10, 15, 20}},
		basis: setting.Guess, source: "document for ITLRecovery; that it holds for every store is a guess",
	},
	rule[[]Store]{
		row: "26", says: "stores that take CA-signed certificates",
		field: func(r *Rules) *[]Store { return &r.CSRStores },
		from: by[[]Store]{
			"8.0":  {CallManager, CAPF, Tomcat, IPsec, Cup, CupXMPP, CupXMPPS2S},
			"11.0": {CallManager, CAPF, Tomcat, IPsec, Cup, CupXMPP, CupXMPPS2S, CallManagerECDSA, TomcatECDSA},
			"12.5": {CallManager, CAPF, Tomcat, IPsec, Cup, CupXMPP, CupXMPPS2S, CallManagerECDSA, TomcatECDSA, TVS},
		},
		basis: setting.Inferred, source: "tech note 214231; TVS: security guide 12.5(1)SU3, reissued after 14 came out",
	},
	rule[[]Store]{
		row: "26, 27, 28", says: "stores with multi-server requests",
		field: func(r *Rules) *[]Store { return &r.MultiCSR },
		from: by[[]Store]{"10.5(1)": {CallManager, Tomcat, CupXMPP, CupXMPPS2S},
			"11.0": {CallManager, CallManagerECDSA, Tomcat, TomcatECDSA, CupXMPP, CupXMPPS2S},
			"14":   {CallManager, CallManagerECDSA, Tomcat, TomcatECDSA, TVS, CupXMPP, CupXMPPS2S}},
		basis: setting.Recalled, source: "10.5(1) recalled; from 11.0 the table \"earlier than 14\" of security guide 14",
	},
	rule[bool]{
		says:  "requests of CallManager and tomcat ask for keyEncipherment",
		field: func(r *Rules) *bool { return &r.ServerCSREnciphers },
		from:  by[bool]{"8.0": yes, "14": no},
		basis: setting.Inferred, source: "security guides 12.5 and 14; earlier inferred from 12.5",
	},
	rule[bool]{
		says:  "requests of CAPF ask for client authentication too",
		field: func(r *Rules) *bool { return &r.CAPFCSRClient },
		from:  by[bool]{"14": yes},
		basis: setting.Inferred, source: "security guides 12.5 and 14; earlier inferred from 12.5",
	},
	rule[bool]{
		says:  "requests hold the OU only if the administrator wants it",
		field: func(r *Rules) *bool { return &r.AsksForOU },
		from:  by[bool]{"14SU1": yes},
		basis: setting.Document, source: "security guide 14 marks it as of 14SU1, its list of new features as of 14SU2",
	},
	rule[[]Store]{
		row: "28", says: "stores with self-signed multi-server certificates",
		field: func(r *Rules) *[]Store { return &r.MultiSelf },
		from:  by[[]Store]{"14": {CallManager, CallManagerECDSA, Tomcat, TomcatECDSA, TVS}},
		basis: setting.Document, source: "security guide 14, and a tech note on 14.0.1.13900",
	},
	rule[bool]{
		row: "28", says: "a multi-server tomcat certificate can serve CallManager",
		field: func(r *Rules) *bool { return &r.ReuseTomcat },
		from:  by[bool]{"14": yes},
		basis: setting.Document, source: "security guide 14, and a tech note on 14.0.1.13900",
	},
	rule[bool]{
		says:  "`set cert import` refuses multi-SAN certificates",
		field: func(r *Rules) *bool { return &r.CLISingleSAN },
		from:  by[bool]{"14SU2": yes},
		basis: setting.Document, source: "security guide 14",
	},
	rule[bool]{
		says:  "`set cert regen ITLRecovery` has a warning of its own",
		field: func(r *Rules) *bool { return &r.RecoveryWarn },
		from:  by[bool]{"12.0": yes},
		basis: setting.Document, source: "command line guide of 12.x",
	},
	rule[int]{
		says:  "default RSA bits of an LSC",
		field: func(r *Rules) *int { return &r.LSCBits },
		from:  by[int]{"8.0": 1024, "12.0": 2048},
		basis: setting.Guess, source: "1024 was the older default and 2048 is the later one; from which release on is a guess",
		setting: "lsc_key_bits", means: by[int]{"512": 512, "1024": 1024, "2048": 2048, "3072": 3072, "4096": 4096},
	},
	rule[bool]{
		row: "25", says: "LSCs are signed with SHA-256",
		field: func(r *Rules) *bool { return &r.LSCSHA256 },
		from:  by[bool]{"11.5SU1": yes},
		basis: setting.Document, source: "tech note 214231: since 11.5(1)SU1",
		setting: "lsc_hash", means: by[bool]{"SHA-1": no, "SHA-256": yes},
	},
	rule[bool]{
		says:  "file names in trust stores hold the serial number",
		field: func(r *Rules) *bool { return &r.SerialInFileName },
		from:  by[bool]{"10.0": yes},
		basis: setting.Guess, source: "both forms: security guide 14; the release is a guess",
	},
	rule[bool]{
		row: "40", says: "Certificate Management shows when certificates end, and finds them by it",
		field: func(r *Rules) *bool { return &r.FindsByExpiry },
		from:  by[bool]{"10.0": yes},
		basis: setting.Inferred, source: "tech note 214231 for finding them; that the list had no such column before: inferred",
	},
	rule[bool]{
		says:  "the page of a certificate downloads .PEM and .DER with a button each",
		field: func(r *Rules) *bool { return &r.TwoDownloads },
		from:  by[bool]{"10.0": yes},
		basis: setting.Guess, source: "two: a screen of 10.5(1) in tech note 118893; one: OS administration guide 9.1; 10.0 is a guess",
	},
	rule[bool]{
		says:  "the pop-up after an upload asks for a backup",
		field: func(r *Rules) *bool { return &r.AdvisesBackup },
		from:  by[bool]{"14": yes},
		basis: setting.Guess, source: "security guide 14 has the text; before 14 nothing was found",
	},
	rule[bool]{
		says:  "`show cert` prints the tags of the provider BCFIPS, IssuerDN and Start Date for instance, and extensions by OID",
		field: func(r *Rules) *bool { return &r.ProviderText },
		from:  by[bool]{"14SU2": yes},
		basis: setting.Document, source: "security guide 14, certificate display data; the old tags: tech note 118893, dumps of a CUCM 14",
	},
}
