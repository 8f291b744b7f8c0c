package phone

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
)

func none(*testing.T) *content.File { return nil }

func of(signer string, records ...rec) func(*testing.T) *content.File {
	return func(t *testing.T) *content.File { return list(t, signer, records...) }
}

var (
	oldITL   = of("CM1", sast("CM1"), sast("IR"), tftp("CM1"), tvsr("V1"), tvsr("V2"))
	blankITL = of("CM1", sast("CM1"))
	oldCTL   = of("CM1", sast("CM1"), sast("IR"), tftp("CM1"), tftp("CM2"))
	tokenCTL = of("T1", sast("T1"), sast("T2"), tftp("CM1"), tftp("CM2"))
	newList  = of("CM1'", sast("CM1'"), tftp("CM1'"), tvsr("V1"))
	byIR     = of("IR", sast("IR"), sast("CM1'"), tftp("CM1'"))
)

// TestLists: what is accepted is stored, what is refused, missing or there already changes nothing.
func TestLists(t *testing.T) {
	for name, c := range map[string]struct {
		model    string
		which    trust.List
		ctl, itl func(*testing.T) *content.File
		served   func(*testing.T) *content.File
		set      func(*Settings)
		code     reason.Code
		stored   bool
	}{
		"first ITL":               {"8841", trust.ITL, none, none, newList, nil, reason.FirstList, true},
		"first CTL, without SBD":  {"7960", trust.CTL, none, none, newList, nil, reason.FirstList, true},
		"signer in CTL":           {"8841", trust.CTL, oldCTL, oldITL, of("CM1", sast("CM1"), tftp("CM1")), nil, reason.SignerInCTL, true},
		"signer in ITL":           {"8841", trust.ITL, none, oldITL, byIR, nil, reason.SignerInITL, true},
		"signer unknown":          {"8841", trust.ITL, none, oldITL, newList, nil, reason.SignerUnknown, false},
		"the same again":          {"8841", trust.ITL, none, oldITL, oldITL, nil, reason.Identical, false},
		"length zero is absent":   {"8841", trust.CTL, oldCTL, oldITL, func(*testing.T) *content.File { return content.NewFile(nil) }, nil, reason.NotFound, false},
		"not there":               {"8841", trust.ITL, none, oldITL, none, nil, reason.NotFound, false},
		"blank ITL, CTL decides":  {"8841", trust.ITL, oldCTL, blankITL, newList, nil, reason.SignerUnknown, false},
		"blank ITL, setting":      {"8841", trust.ITL, oldCTL, blankITL, newList, func(s *Settings) { s.BlankITLWithCTL = BlankAccept }, reason.BlankList, true},
		"role in CTL, setting":    {"8841", trust.ITL, tokenCTL, none, of("CM1", sast("CM1"), tftp("CM1")), func(s *Settings) { s.ITLSignerRolesInCTL = []string{"SAST"} }, reason.SignerUnknown, false},
		"role in CTL":             {"8841", trust.ITL, tokenCTL, none, of("CM1", sast("CM1"), tftp("CM1")), nil, reason.SignerInCTL, true},
		"7975 and a long key":     {"7975", trust.ITL, none, of("CM1", sast("CM1"), tftp("CM1"), sast("CMlong")), of("CMlong", sast("CMlong"), tftp("CM1")), nil, reason.KeyTooLong, false},
		"the same, setting":       {"7975", trust.ITL, none, of("CM1", sast("CM1"), tftp("CM1"), sast("CMlong")), of("CMlong", sast("CMlong"), tftp("CM1")), func(s *Settings) { s.LongKeys = LongKeysAccept }, reason.SignerInITL, true},
		"8841 and a long key":     {"8841", trust.ITL, none, of("CM1", sast("CM1"), tftp("CM1"), sast("CMlong")), of("CMlong", sast("CMlong"), tftp("CM1")), nil, reason.SignerInITL, true},
		"an older ITL":            {"8841", trust.ITL, none, oldITL, anHourAgo, nil, reason.SignerInITL, true},
		"an older ITL, setting":   {"8841", trust.ITL, none, oldITL, anHourAgo, func(s *Settings) { s.ITLOlderThanStored = OlderReject }, reason.OlderThanStored, false},
		"expired signer":          {"8841", trust.ITL, none, ofExpired, byExpired, nil, reason.SignerExpired, false},
		"expired signer, setting": {"8841", trust.ITL, none, ofExpired, byExpired, func(s *Settings) { s.CheckValidityOf = nil }, reason.SignerInITL, true},
		"expired signer, first":   {"8841", trust.ITL, none, none, byExpired, nil, reason.FirstList, true},
		"expired signer, no SBD":  {"7960", trust.CTL, ofExpired, none, byExpired, nil, reason.SignerExpired, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, c.model, c.ctl(t), c.itl(t))
			if c.set != nil {
				c.set(p.Settings)
			}
			n, before := newNet(t).serveList(c.which, c.served(t)), p.State
			require.Equal(t, c.code, p.decisionOn(t, n, c.which).Code)
			if stored := &p.State.Lists[c.which]; c.stored {
				require.Equal(t, StoredList{File: n.files["pub"][c.which.String()+phoneName+".tlv"], From: "pub"}, *stored)
			} else {
				require.Equal(t, before.Lists[c.which], *stored)
			}
		})
	}
}

// Lists of a cluster whose signer has expired.
var (
	ofExpired = of("CM-", sast("CM-"), tftp("CM-"))
	byExpired = of("CM-", sast("CM-"), tftp("CM-"), tftp("CM1"))
)

func anHourAgo(t *testing.T) *content.File {
	return build(t, template(t, t0.Add(-time.Hour), []rec{sast("IR"), tftp("CM1'")}), "IR")
}

// decisionOn boots the phone and returns the decision about one list.
func (p *Phone) decisionOn(t *testing.T, n Network, which trust.List) trust.Decision {
	t.Helper()
	for _, d := range p.Boot(t.Context(), n, Reset).Decisions {
		if d.File == which.String() {
			return d
		}
	}
	require.Fail(t, "no decision about "+which.String())
	return trust.Decision{}
}
