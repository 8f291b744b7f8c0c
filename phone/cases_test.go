package phone

import (
	"testing"

	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"

	"github.com/stretchr/testify/require"
)

// cluster serves what a cluster of two nodes serves to phones of the
// publisher: ITL and configuration.
func cluster(t *testing.T, itl *content.File, configSigner string) *fakeNet {
	return newNet(t).serveList(trust.ITL, itl).serve("pub", signedName, sgn(t, configSigner, plainConfig()))
}

// settled boots a new phone twice, so that it holds lists and a configuration.
func settled(t *testing.T, model string, n *fakeNet) *Phone {
	p := newPhone(t, model, nil, nil)
	r := p.Boot(t.Context(), n, PowerOn)
	require.Equal(t, ConfigCurrent, r.ConfigState)
	require.NotEmpty(t, r.Registered)
	return p
}

func bootCodes(r Report) []reason.Code {
	var list []reason.Code
	for _, d := range r.Decisions {
		list = append(list, d.Code)
	}
	return list
}

// The rotations of both CallManager certificates on 11.5 and 12.5, with and
// without TVS left in place.
func TestRotations(t *testing.T) {
	itl115 := of("CM1", sast("CM1"), sast("IR"), tftp("CM1"), tvsr("V1"), tvsr("V2"))
	itl125 := of("IR", sast("IR"), sast("CM1"), tftp("CM1"), tvsr("V1"), tvsr("V2"))
	for name, c := range map[string]struct {
		before, after func(*testing.T) *content.File
		tvs           [2]string // certificates that pub and sub present afterwards
		codes         []reason.Code
		trusted       bool
	}{
		"11.5, TVS untouched": {itl115, of("CM1'", sast("CM1'"), sast("IR"), tftp("CM1'"), tvsr("V1"), tvsr("V2")),
			[2]string{"V1", "V2"}, []reason.Code{reason.NotFound, reason.VouchedByTVS, reason.SignerInITL}, true},
		"11.5, TVS regenerated too": {itl115, of("CM1'", sast("CM1'"), sast("IR"), tftp("CM1'"), tvsr("V1'"), tvsr("V2'")),
			[2]string{"V1'", "V2'"}, []reason.Code{reason.NotFound, reason.SignerUnknown, reason.SignerUnknown}, false},
		"11.5, TVS regenerated on one node": {itl115, of("CM1'", sast("CM1'"), sast("IR"), tftp("CM1'"), tvsr("V1"), tvsr("V2'")),
			[2]string{"V1", "V2'"}, []reason.Code{reason.NotFound, reason.VouchedByTVS, reason.SignerInITL}, true},
		"11.5, then reset localkey": {itl115, of("IR", sast("IR"), sast("CM1'"), tftp("CM1'"), tvsr("V1'"), tvsr("V2'")),
			[2]string{"V1'", "V2'"}, []reason.Code{reason.NotFound, reason.SignerInITL, reason.SignerInITL}, true},
		"12.5, TVS regenerated too": {itl125, of("IR", sast("IR"), sast("CM1'"), tftp("CM1'"), tvsr("V1'"), tvsr("V2'")),
			[2]string{"V1'", "V2'"}, []reason.Code{reason.NotFound, reason.SignerInITL, reason.SignerInITL}, true},
		"12.5, ITLRecovery too": {itl125, of("IR'", sast("IR'"), sast("CM1'"), tftp("CM1'"), tvsr("V1'"), tvsr("V2'")),
			[2]string{"V1'", "V2'"}, []reason.Code{reason.NotFound, reason.SignerUnknown, reason.SignerUnknown}, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := settled(t, "8841", cluster(t, c.before(t), "CM1"))
			n := cluster(t, c.after(t), "CM1'").knows("CM1'", "IR")
			n.tvs["pub"].certificate, n.tvs["sub"].certificate = c.tvs[0], c.tvs[1]
			judged := p.Judge(t.Context(), n)
			r := p.Boot(t.Context(), n, Reset)
			require.Equal(t, c.codes, bootCodes(r))
			require.Equal(t, c.codes[1], judged[trust.ITL].Decision.Code)
			require.Equal(t, "sub", r.Registered, "non-secure registration does not need trust")
			require.Equal(t, c.trusted, r.ConfigState == ConfigCurrent)
		})
	}
}

// A tokenless CTL before 12.0 after the publisher's CallManager was
// regenerated: the SBD phone asks TVS, then finds the ITL's signer in the CTL.
func TestTokenlessCTLWithNewSigner(t *testing.T) {
	before := newNet(t).serveList(trust.CTL, oldCTL(t)).serveList(trust.ITL, oldITL(t)).serve("pub", signedName, sgn(t, "CM1", plainConfig()))
	after := newNet(t).knows("CM1'").serveList(trust.CTL, of("CM1'", sast("CM1'"), tftp("CM1'"), tftp("CM2"))(t)).
		serveList(trust.ITL, newList(t)).serve("pub", signedName, sgn(t, "CM1'", plainConfig()))

	sbd := settled(t, "8841", before)
	require.Equal(t, []reason.Code{reason.VouchedByTVS, reason.SignerInCTL, reason.SignerInCTL}, bootCodes(sbd.Boot(t.Context(), after, Reset)))

	other := settled(t, "7960", before)
	r := other.Boot(t.Context(), after, Reset)
	require.Equal(t, []reason.Code{reason.SignerUnknown, reason.SignerUnknown}, bootCodes(r))
	require.Equal(t, reason.StaleCTL, r.RegisterReason)
}

// The rollback parameter: blank ITL, unsigned configuration, then any list.
func TestRollbackAndMove(t *testing.T) {
	p := settled(t, "8841", cluster(t, oldITL(t), "CM1"))
	blank := cluster(t, blankITL(t), "CM1").serve("pub", phoneName+".cnf.xml", content.NewFile(plainConfig()))
	require.Equal(t, []reason.Code{reason.NotFound, reason.SignerInITL, reason.UnsignedAccepted}, bootCodes(p.Boot(t.Context(), blank, Reset)))
	require.False(t, p.signedMode())
	require.Equal(t, []reason.Code{reason.NotFound, reason.Identical, reason.UnsignedAccepted}, bootCodes(p.Boot(t.Context(), blank, Reset)))

	foreign := cluster(t, list(t, "X", sast("X"), tftp("X")), "X")
	require.Equal(t, []reason.Code{reason.NotFound, reason.BlankList, reason.SignerInITL}, bootCodes(p.Boot(t.Context(), foreign, Reset)))

	lost := settled(t, "8841", cluster(t, oldITL(t), "CM1"))
	stranger := cluster(t, of("X", sast("X"))(t), "X")
	require.Equal(t, reason.SignerUnknown, lost.Boot(t.Context(), stranger, Reset).Decisions[1].Code, "a blank ITL must be trusted, too")
}

// Moving with the help of the old cluster's TVS: without the SAST role only
// the configuration is taken.
func TestMoveThroughOldTVS(t *testing.T) {
	p := settled(t, "8841", cluster(t, oldITL(t), "CM1"))
	n := cluster(t, list(t, "X", sast("X"), tftp("X")), "X").knows("X")
	n.tvs["sub"].known["X"] = signers[1:]
	r := p.Boot(t.Context(), n, Reset)
	require.Equal(t, []reason.Code{reason.NotFound, reason.SignerUnknown, reason.VouchedByTVS}, bootCodes(r))
	require.Equal(t, ConfigCurrent, r.ConfigState)
}
