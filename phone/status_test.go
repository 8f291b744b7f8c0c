package phone

import (
	"strings"
	"testing"

	"tvslab/outcome"
	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"

	"github.com/stretchr/testify/require"
)

func statusTexts(p *Phone) []string {
	var list []string
	for _, l := range p.State.Status {
		list = append(list, l.Text)
	}
	return list
}

func TestStatusMessages(t *testing.T) {
	const noCTL, cfg = "File Not Found <CTLFile.tlv>", signedName
	for name, c := range map[string]struct {
		model    string
		ctl, itl func(*testing.T) *content.File // stored
		newCTL   func(*testing.T) *content.File // served
		newITL   func(*testing.T) *content.File
		signer   string // of the configuration
		want     string
	}{
		"8841, unchanged ITL":          {"8841", none, oldITL, none, oldITL, "CM1", noCTL + "|ITL installed|" + cfg},
		"8841, new ITL":                {"8841", none, oldITL, none, byIR, "CM1'", noCTL + "|Trust List updated|" + cfg},
		"8841, ITL refused":            {"8841", none, oldITL, none, newList, "CM1'", noCTL + "|Trust List update failed|TFTP Error : " + cfg},
		"8841, mixed mode":             {"8841", oldCTL, oldITL, oldCTL, oldITL, "CM1", "CTL and ITL installed|" + cfg},
		"8841, CTL only":               {"8841", oldCTL, none, oldCTL, none, "CM1", "CTL Installed|" + cfg},
		"8841, first ITL":              {"8841", none, none, none, oldITL, "CM1", noCTL + "|Trust List updated|" + cfg},
		"8841, CTL taken, ITL refused": {"8841", tokenCTL, oldITL, of("T2", sast("T2"), tftp("CM1")), newList, "CM1", "Trust List updated|Trust List update failed|" + cfg},
		"8841, no lists":               {"8841", none, none, none, none, "CM1", noCTL + "|No Trust List installed|File not found <Cfg File>"},
		"7832, ITL refused":            {"7832", none, oldITL, none, newList, "CM1", noCTL + "|Trust List Update Failed|" + cfg},
		"DX80, ITL refused":            {"DX80", none, oldITL, none, newList, "CM1", noCTL + "|Trust List update failed, verification failure|" + cfg},
		"7975, ITL refused":            {"7975", none, oldITL, none, newList, "CM1'", noCTL + "|Trust List update failed|TFTP Error : " + cfg},
		"9971, unchanged":              {"9971", none, oldITL, none, oldITL, "CM1", noCTL + "|ITL installed|" + cfg},
		"6941, unchanged":              {"6941", none, oldITL, none, oldITL, "CM1", noCTL + "|ITL installed|" + cfg},
		"7960, CTL refused":            {"7960", oldCTL, none, newList, none, "CM1'", "CTL update failed|File auth error " + cfg},
		"7960, unchanged":              {"7960", oldCTL, none, oldCTL, none, "CM1", "CTL installed|" + cfg},
		"8945, ITL refused": {"8945", none, oldITL, none, newList, "CM1'", "CTL" + phoneName + ".tlv updating|CTL" + phoneName + ".tlv not found in pub|ITL" +
			phoneName + ".tlv updating|Trust List update failed|invalid file " + cfg + ", authenticated fail. Reason:14."},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, c.model, c.ctl(t), c.itl(t))
			n := newNet(t).serveList(trust.CTL, c.newCTL(t)).serveList(trust.ITL, c.newITL(t)).serve("pub", cfg, sgn(t, c.signer, plainConfig()))
			p.Boot(t.Context(), n, Reset)
			require.Equal(t, c.want, strings.Join(statusTexts(p), "|"))
			require.Equal(t, t0, p.State.Status[0].Time)
		})
	}
}

func TestStatusWithoutServers(t *testing.T) {
	n := newNet(t)
	n.down["pub"], n.down["sub"] = outcome.Timeout, outcome.Unreachable
	p := newPhone(t, "8841", nil, oldITL(t))
	r := p.Boot(t.Context(), n, Reset)
	require.Equal(t, []reason.Code{reason.Unreachable, reason.Unreachable, reason.Unreachable}, bootCodes(r))
	require.Equal(t, []string{"TFTP timeout", "Trust List update failed"}, statusTexts(p))

	old := newPhone(t, "8945", nil, oldITL(t))
	old.Boot(t.Context(), n, Reset)
	require.Contains(t, statusTexts(old), "TFTP error : download ITL"+phoneName+".tlv fail")
}

func TestStatusRing(t *testing.T) {
	for model, limit := range map[string]int{"8841": 30, "7975": 10, "8945": 10, "9971": 10} {
		t.Run(model, func(t *testing.T) {
			p := newPhone(t, model, nil, nil)
			for i := range 100 {
				p.status("line {name}", string(rune('A'+i%26)), "")
			}
			require.Len(t, p.State.Status, limit)
			require.Equal(t, "line "+string(rune('A'+99%26)), p.State.Status[limit-1].Text)
			require.Equal(t, "line "+string(rune('A'+(100-limit)%26)), p.State.Status[0].Text)
		})
	}
}

func TestStatusOfDeletingAndRestarting(t *testing.T) {
	p := newPhone(t, "8841", oldCTL(t), oldITL(t))
	p.DeleteTrustList(trust.CTL, trust.ITL)
	p.Boot(t.Context(), newNet(t), Restart)
	require.Equal(t, []string{"Erasing CTL and ITL files", "Restart requested by Cisco Unified Communications Manager"}, statusTexts(p)[:2])
}
