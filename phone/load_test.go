package phone

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone/reason"
)

// TestLoad: a phone runs the load that its last accepted configuration named; one that it refuses changes nothing, nor does one
// that names none, nor a factory reset.
func TestLoad(t *testing.T) {
	p := newPhone(t, "8841", nil, itl(t, "CM1", "V1"))
	boot := func(signer, load string) Report {
		xml := "<device><loadInformation>" + load + "</loadInformation></device>"
		return p.Boot(t.Context(), newNet(t).serve("pub", signedName, sgn(t, signer, []byte(xml))), Reset)
	}
	boot("CM1", "sip88xx.12-1")
	require.Equal(t, "sip88xx.12-1", p.State.Load)
	r := boot("CM2", "sip88xx.12-8")
	require.Equal(t, reason.SignerUnknown, r.Decisions[2].Code)
	require.Equal(t, "sip88xx.12-1", p.State.Load)
	boot("CM1", "")
	require.Equal(t, "sip88xx.12-1", p.State.Load)
	boot("CM1", "sip88xx.12-8")
	require.Equal(t, "sip88xx.12-8", p.State.Load)
	p.FactoryReset()
	require.Equal(t, "sip88xx.12-8", p.State.Load)
}
