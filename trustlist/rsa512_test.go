//go:debug rsa1024min=0

package trustlist

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The first line lifts Go's limit for this test binary, because one vector is
// signed with 512 bits. Without it such files parse but do not verify.
func TestRSA512NeedsGODEBUG(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	l, err := Parse(vs.file(t, "tlv-reference-writer/ITLFile-sha1-rsa512-minimal.tlv"), Strict)
	require.NoError(t, err)
	require.NoError(t, l.Verify())
	t.Setenv("GODEBUG", "rsa1024min=1")
	err = l.Verify()
	requireRule(t, "R20", err)
	require.ErrorContains(t, err, "512-bit keys are insecure")
}
