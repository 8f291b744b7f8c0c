package trustlist

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDraft: a draft answers as the built list does, before its signature is made and after, and its bytes are the same.
func TestDraft(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	cert, key := vs.cert(t, "cm2048-pub"), vs.key(t, "cm2048-pub")
	other := vs.cert(t, "cm1024-pub")
	template := ListTemplate{FileName: "ITLFile.tlv", Timestamp: modified, Records: everyKindOfRecord(t, vs, cert)}
	signer := newSigner(cert, key, LayoutCisco)

	data, err := built(template, signer)
	require.NoError(t, err)
	built, err := Parse(data, Lenient)
	require.NoError(t, err)
	draft, err := Draft(template, signer)
	require.NoError(t, err)
	again, err := Draft(template, signer)
	require.NoError(t, err)
	template.Timestamp = modified.AddDate(0, 0, 1)
	later, err := Draft(template, signer)
	require.NoError(t, err)

	answers := func() {
		require.NoError(t, draft.Verify())
		require.NoError(t, draft.VerifyWith(cert.PublicKey))
		require.Equal(t, built.VerifyWith(other.PublicKey).Error(), draft.VerifyWith(other.PublicKey).Error())
		require.Equal(t, built.VerifyWith("no key").Error(), draft.VerifyWith("no key").Error())
		require.Equal(t, len(data), draft.Size())
		require.True(t, draft.Same(again))
		require.False(t, draft.Same(later))
	}
	answers()
	require.Equal(t, make([]byte, 256), draft.Header.Signature, "nobody has wanted it yet")
	require.True(t, draft.Same(built))
	require.Equal(t, data, draft.Bytes())
	require.Equal(t, data, again.Marshal())
	require.Equal(t, built.SignedDigest(), draft.SignedDigest())
	require.NotEqual(t, data, later.Bytes())
	answers()
}

// TestDraftRefuses what Build refuses, when it is made and not when it is signed.
func TestDraftRefuses(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	cert := vs.cert(t, "cm2048-pub")
	_, err := Draft(ListTemplate{FileName: "ITLFile.tlv", Timestamp: modified}, Signer{Serial: []byte{1}, Key: vs.key(t, "ec256")})
	require.ErrorContains(t, err, "signer has a *ecdsa.PublicKey")
	_, err = Draft(ListTemplate{Timestamp: modified}, newSigner(cert, vs.key(t, "cm2048-pub"), LayoutCisco))
	require.ErrorContains(t, err, "cannot stand in a header")
}
