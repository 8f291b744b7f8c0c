package phone

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/trustlist"
)

// TestLongKeys: a model for which keys above 2048 bits are too long refuses what such a key signed and a call manager
// that presents it, though it trusts the certificate.
func TestLongKeys(t *testing.T) {
	for _, row := range []struct {
		name, model string
		setting     LongKeys
		want, peer  reason.Code
	}{
		{"7900 series", "7975", LongKeysByModel, reason.KeyTooLong, reason.KeyTooLong},
		{"7900 series, setting", "7975", LongKeysAccept, reason.SignerInITL, reason.PeerInITL},
		{"8800 series", "8841", LongKeysByModel, reason.SignerInITL, reason.PeerInITL},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := newPhone(t, row.model, nil, list(t, "CM1", sast("CM1"), sast("CMlong"), tftp("CMlong")))
			p.Settings.LongKeys = row.setting
			p.Settings.ITLForCCMTLS = true
			n := newNet(t).serveList(trust.ITL, list(t, "CMlong", sast("CMlong"), tftp("CMlong"))).serve("pub", signedName, sgn(t, "CMlong", plainConfig()))
			judged := p.Judge(t.Context(), n)
			require.Equal(t, row.want, judged[trust.ITL].Decision.Code)
			require.Equal(t, row.want == reason.SignerInITL, judged[trust.ITL].Decision.Accepted)
			d := p.VerifyPeer(t.Context(), n, id(t, "CMlong").Cert.Raw, trustlist.RoleCCM)
			require.Equal(t, row.peer, d.Code)
			require.Equal(t, row.peer == reason.PeerInITL, d.Accepted)
			if !d.Accepted {
				require.Contains(t, d.Detail, "key of 3072 bits, the model can use 2048")
			}
		})
	}
	settings := DefaultSettings()
	settings.LongKeys = "perhaps"
	require.ErrorContains(t, settings.Check(), `setting long_keys: "perhaps" is not one of ["by-model" "accept"]`)
}
