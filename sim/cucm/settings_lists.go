package cucm

import "tvslab/setting"

// listSettings are about TVS caches, the trust lists and who signs them.
var listSettings = setting.Table[Settings]{
	{
		Name: "tvs_db_refresh", Default: "8s",
		Meaning: "until TVS notices a changed certificate row",
		Here:    "the database cache is 8 s behind",
		Basis:   setting.Document, Source: "about 8 s in the trace of tech note 212051",
		Value: func(s *Settings) setting.Value { return setting.Time(&s.TVSDatabaseRefresh) },
	},
	{
		Name: "tvs_ctl_poll", Default: "180s",
		Meaning: "until TVS notices a changed CTL file, at most",
		Here:    "the CTL cache is at most 180 s behind",
		Basis:   setting.Guess, Source: "2 min 43 s in the trace of tech note 118893; the period is a guess",
		Value: func(s *Settings) setting.Value { return setting.Time(&s.TVSCTLPoll) },
	},
	{
		Name: "tvs_trace_db_cache", Default: "CertificateDBCACHE", Words: []string{"CertificateDBCACHE", "CertificateDBCache"},
		Meaning: "what traces of TVS call the cache of the database",
		Here:    "CertificateDBCACHE",
		Basis:   setting.Document, Source: "tech note 118893 in French, whose translation is a machine's; its English edition and the traces in " +
			"118699 and 213407 have the other spelling",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.TVSTraceDBCache) },
	},
	{
		Name: "ctl_served", Default: CTLByPublisher, Words: []string{CTLByPublisher, CTLByNode, CTLAlways},
		Meaning: "when phones get the CTL that lies on a node: while Cisco CTL Provider runs on the publisher " +
			"(`provider_on_publisher`) or on that node (`provider_on_node`), or `always`",
		Here:  "only while Cisco CTL Provider runs on the publisher; the file stays on disk",
		Basis: setting.Document,
		Source: "tech note 214231: the CTL is provided to endpoints if the service runs; 117299 activates it on the publisher, 118892 " +
			"wants it on every TFTP server; that Cisco Tftp serves what lies on its disk whatever the other service does is what security guides read like",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.CTLServed) },
	},
	{
		Name: "configuration", Default: ConfigurationFull, Words: []string{ConfigurationFull, ConfigurationBrief},
		Meaning: "what configurations of phones say: `full`, what CUCM's own say, 13 kB (SCCP: 8 kB), or `brief`, what matters for trust and registration, " +
			"2.5 kB: fewer packets for large fleets over TFTP. Phones decide the same",
		Here:  "all elements that a CUCM wrote for a 7821",
		Basis: setting.File, Source: "a public file that a CUCM of release 12 wrote for a 7821",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.Configuration) },
	},
	{
		Name: "token_needs_phone_sast_trust", Default: "true",
		Meaning: "the CTL client refuses to update a CTL with tokens that are not in Phone-SAST-trust of the publisher, where it puts them itself " +
			"when it writes the file",
		Here:  "without its certificate there an earlier token cannot update the CTL",
		Basis: setting.Document,
		Source: "tech note 117299, impact by store; that the client fills the store: inferred, or that could not be. Tech note 118893 " +
			"uploads tokens by hand, for TVS",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.TokenNeedsTrust) },
	},
	{
		Name: "itl_contains_other_tftp", Default: "false",
		Meaning: "each ITL also lists the CallManager certificates of the other TFTP nodes, as SAST and as TFTP",
		Here:    "they are not in the ITL",
		Basis:   setting.Inferred, Source: "security guide 14: the certificate of \"the\" TFTP server beside all of TVS; Preferred Architecture 12.x: each node with the TFTP service has an ITL file of its own, though a table of it has a plural",
		Value: func(s *Settings) setting.Value { return setting.Truth(&s.ITLOtherTFTP) },
	},
	{
		Name: "itl_signer_version", Default: SignerVersionNone, Words: []string{SignerVersionNone, SignerVersion10, SignerVersion11},
		Meaning: "the signer version in the header of ITL files: `none`, `1.0` or `1.1`. With 1.1 phones that can fetch their configuration over " +
			"HTTPS from 6971 first, and make elliptic curve keys for CAPF",
		Here:  "none, as in the files of 8.x to 11.5 that were seen",
		Basis: setting.Guess, Source: "what 1.1 does: usecallmanager.nz; which releases of CUCM write it is not published",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.ITLSignerVersion) },
	},
	{
		Name: "reset_localkey_scope", Default: "per_node", Words: []string{"per_node", "publisher_copy"},
		Meaning: "what `utils itl reset localkey` serves on further TFTP nodes: `per_node` (own records, signed " +
			"anew) or `publisher_copy`",
		Here:  "own records per node",
		Basis: setting.Guess, Source: "guess; the command's output, taken literally, says the copy",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.ResetScope) },
	},
	{
		Name: "tftp_key_pickup", Default: "by_release", Words: []string{"by_release", "on_restart", "immediate"},
		Meaning: "when Cisco Tftp signs with a regenerated key: `by_release` (from 14 at once, before at " +
			"restart), `on_restart`, `immediate`",
		Here:  "from 14 at once, before at the restart",
		Basis: setting.Inferred, Source: "restart tables of the regeneration guides; inferred",
		Value: func(s *Settings) setting.Value { return setting.Word(&s.KeyPickup) },
	},
}
