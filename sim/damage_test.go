package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/trustlist"
)

// TestDamagedITL: a damaged ITL survives a restart of Cisco Tftp, whose flags say that nothing changed; it is built
// again once they are deleted (troubleshooting guide), or when its content changes.
func TestDamagedITL(t *testing.T) {
	for _, row := range []struct {
		name  string
		act   sim.Op
		built bool
	}{
		{"restart alone", sim.All(), false},
		{"flags deleted", sim.DeleteFile(sub1, "itlfileflags.txt"), true},
		{"file deleted", sim.DeleteFile(sub1, "ITLFile.tlv"), true},
		{"other content", sim.Regenerate(cucm.TVS, pub), true},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := newCluster(t, "11.5", sim.NonSecure)
			before := c.Clone()
			good := c.Node(sub1).ITL().Sum()
			did(t)(c.Do(sim.CorruptITL(sub1)))
			require.NotEmpty(t, c.Compare(before))
			_, err := trustlist.Parse(c.Node(sub1).ITL().Bytes(), trustlist.Lenient)
			require.Error(t, err)
			require.NoError(t, before.Node(sub1).ITL().List.Verify(), "the copy keeps its file")
			_, err = c.Do(row.act)
			require.NoError(t, err)
			did(t)(c.Do(sim.Restart(sim.ServiceTFTP, sub1)))
			require.Equal(t, row.built, c.Node(sub1).ITL().List != nil)
			require.NotEqual(t, good, c.Node(sub1).ITL().Sum())
			require.True(t, c.Node(sub1).ITLFlags())
		})
	}
}

// TestDamagedITLRefusals: there must be a file to damage and flags to delete.
func TestDamagedITLRefusals(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	did(t)(c.Do(sim.DeleteFile(pub, "itlfileflags.txt")))
	require.False(t, c.Publisher().ITLFlags())
	_, err := c.Do(sim.DeleteFile(pub, "itlfileflags.txt"))
	require.EqualError(t, err, `file delete tftp itlfileflags.txt: no such file on "cucm-pub"`)
	did(t)(c.Do(sim.DeleteFile(pub, "ITLFile.tlv")))
	_, err = c.Do(sim.CorruptITL(pub))
	require.EqualError(t, err, `node "cucm-pub" has no ITLFile.tlv to damage`)
}
