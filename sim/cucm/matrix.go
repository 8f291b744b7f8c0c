package cucm

import (
	"slices"

	"tvslab/setting"
)

// matrix is the release matrix: every field of Rules, in the order in which it is printed.
var matrix = slices.Concat(listRules, certificateRules, serviceRules)

// listRules are about ITL and CTL.
var listRules = []line{
	rule[Store]{
		row: "1", says: "signer of the ITL",
		field: func(r *Rules) *Store { return &r.ITLSigner },
		from:  by[Store]{"8.0": CallManager, "12.0": ITLRecovery},
		basis: setting.Document, source: "tech note 214231; CallManager is that of the serving TFTP node",
	},
	rule[[]Store]{
		row: "2", says: "SAST records of the ITL, in file order",
		field: func(r *Rules) *[]Store { return &r.ITLSAST },
		from:  by[[]Store]{"8.0": {CallManager}, "10.0": {CallManager, ITLRecovery}, "12.0": {ITLRecovery, CallManager}},
		basis: setting.Inferred, source: "8 and 9 recalled from tech note 116232; 10 and 11 inferred; document from 12.0 (Preferred Architecture 12.x, security)",
	},
	rule[bool]{
		row: "4", says: "TVS and CAPF records of the ITL carry a SHA-1 hash instead of the certificate",
		field: func(r *Rules) *bool { return &r.ITLHashes },
		from:  by[bool]{"8.0": yes, "11.0": no},
		basis: setting.Guess,
		source: "8.x: arithmetic on recalled sizes; 12.5: inferred from the documented limit of 39 certificates; " +
			"10.x and 11 guesses",
	},
	rule[bool]{
		row: "5, 29", says: "ECDSA certificates exist, and CallManager-ECDSA is in the ITL",
		field: func(r *Rules) *bool { return &r.ECDSA },
		from:  by[bool]{"11.0": yes},
		basis: setting.Guess,
		source: "that it is there: tech note 214231, security guides; that every CallManager and TFTP node's is listed, with " +
			"the function of the CallManager record: guess",
	},
	rule[bool]{
		row: "7", says: "Cisco Tftp signs with a regenerated key without a restart",
		field: func(r *Rules) *bool { return &r.KeyAtOnce },
		from:  by[bool]{"14": yes},
		basis: setting.Guess,
		source: "security guide 15; 14 inferred from its new features; before: restart tables of the regeneration guides, " +
			"inferred; 12.x a guess",
		setting: "tftp_key_pickup", means: by[bool]{"on_restart": no, "immediate": yes},
	},
	rule[bool]{
		row: "8", says: "ITL File Status: phones report the hash of their ITL",
		field: func(r *Rules) *bool { return &r.ITLStatus },
		from:  by[bool]{"14": yes, "15": no},
		basis: setting.Document, source: "security guide 14; \"until release 15\"",
	},
	rule[bool]{
		row: "9", says: "ITLRecovery exists",
		field: func(r *Rules) *bool { return &r.ITLRecovery },
		from:  by[bool]{"10.0": yes},
		basis: setting.Document, source: "tech note 214231",
	},
	rule[int]{
		row: "10", says: "years for which a new ITLRecovery certificate is valid",
		field: func(r *Rules) *int { return &r.RecoveryYears },
		from:  by[int]{"10.0": 5, "12.0": 20, "14": 5},
		basis: setting.Inferred,
		source: "20 on 12.5: security guide 12.5(1)SU6; on 12.0 inferred from its announcement of a long-lived phone trust; " +
			"14: 5 on a fresh cluster that was seen, security guide 14 says both 5 and 20",
	},
	rule[bool]{
		row: "11", says: "every node has an ITLRecovery certificate of its own",
		field: func(r *Rules) *bool { return &r.RecoveryByNode },
		from:  by[bool]{"10.0": yes, "12.5": no},
		basis: setting.Inferred,
		source: "tech note 214231: from 12.5 a single one, which the publisher generates and distributes; before, implied by that; " +
			"security guide 14 says node-based before 14",
		setting: "itlrecovery_owner", means: by[bool]{"publisher": no, "node": yes},
	},
	rule[Store]{
		row: "12", says: "`utils itl reset localkey` signs with",
		field: func(r *Rules) *Store { return &r.ITLReset },
		from:  by[Store]{"10.0": ITLRecovery, "12.0": CallManager},
		basis: setting.Recalled, source: "document from 12.0; before, recalled from tech note 117598",
	},
	rule[bool]{
		row: "13", says: "that command restarts Cisco Tftp itself",
		field: func(r *Rules) *bool { return &r.ResetRestarts },
		from:  by[bool]{"10.0": yes, "12.0": no},
		basis: setting.Recalled, source: "recalled for 10 and 11; from 12.0 the security guides tell the " +
			"administrator to restart",
	},
	rule[Store]{
		row: "14", says: "signer of a tokenless CTL",
		field: func(r *Rules) *Store { return &r.CTLSigner },
		from:  by[Store]{"10.0": CallManager, "12.0": ITLRecovery},
		basis: setting.Document, source: "tech note 118893; CallManager is the publisher's",
	},
	rule[Store]{
		row: "15", says: "further SAST record of a tokenless CTL",
		field: func(r *Rules) *Store { return &r.CTLSecond },
		from:  by[Store]{"10.5": ITLRecovery, "12.0": CallManager},
		basis: setting.Document, source: "tech note 118893",
	},
	rule[bool]{
		row: "16", says: "USB tokens are supported",
		field: func(r *Rules) *bool { return &r.Tokens },
		from:  by[bool]{"8.0": yes, "14SU3": no},
		basis: setting.Document, source: "tech note 214231",
	},
	rule[[]Store]{
		row: "16", says: "SAST records of a token CTL beside the tokens",
		field: func(r *Rules) *[]Store { return &r.TokenExtra },
		from:  by[[]Store]{"11.0": {ITLRecovery, CallManager}, "14SU3": nil},
		basis: setting.Inferred, source: "document for 11.5 and 12.x; 11.0 shares the column",
	},
	rule[Store]{
		row: "19", says: "`utils ctl reset localkey` signs with",
		field: func(r *Rules) *Store { return &r.CTLReset },
		from:  by[Store]{"10.5": ITLRecovery, "12.0": CallManager},
		basis: setting.Inferred, source: "document from 12.0; before, inferred",
	},
	rule[string]{
		row: "20", says: "what `utils ctl` tells the administrator to do",
		field: func(r *Rules) *string { return &r.CTLAdvice },
		from:  by[string]{"10.0": adviceTFTP, "12.0": adviceCTI, "14": adviceNew},
		cells: by[string]{"10.0": "restart TFTP and CallManager", "12.0": "restart CallManager and CTIManager",
			"14": "reset phones, restart CTIManager"},
		basis: setting.Guess,
		source: "tech note 118893 and its edition of 2024; the newest text stands in an endpoint guide without a release, and in a " +
			"guide of PCCE 12.6(2); Preferred Architecture 12.x restarts TFTP too; 12.0 a guess",
	},
	rule[string]{
		row: "21", says: "what mixed mode needs",
		field: func(r *Rules) *string { return &r.Licence },
		from: by[string]{"11.5": "an encryption licence (11.5(1)SU3 and later)",
			"12.0": "a smart account with export-controlled functionality"},
		basis: setting.Document, source: "tech note 118893, security guide 12.5; 11.5 before its SU3 is not told apart",
	},
}

const (
	adviceTFTP = "Please Restart the TFTP and Cisco CallManager services on all nodes in the cluster that run these services"
	adviceCTI  = "Please Restart the Cisco CallManager and Cisco CTIManager services on all nodes in the cluster that run these services"
	adviceNew  = "You must reset all phones to ensure they received the updated CTL file.\n" +
		"You must restart Cisco CTIManager services on all the nodes in the cluster that have the service activated."
)
