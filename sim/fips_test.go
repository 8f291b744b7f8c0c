package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// TestSetFIPS: every identity certificate of the node is new and loaded, none of another node; lists are built from them.
func TestSetFIPS(t *testing.T) {
	for _, release := range []string{"8.6", "11.5", "15"} {
		t.Run(release, func(t *testing.T) {
			c := newCluster(t, release, sim.MixedTokenless, func(cfg *sim.Config) {
				if release == "8.6" {
					cfg.Mode = sim.NonSecure
				}
			})
			before := c.Clone()
			did(t)(c.Do(sim.SetFIPS(pub, true)))
			require.True(t, c.Publisher().FIPS())
			require.False(t, c.Node(sub1).FIPS())
			for _, s := range cucm.IdentityStores {
				was, is := before.Publisher().Certificate(s), c.Publisher().Certificate(s)
				require.Equal(t, was == nil, is == nil, s)
				if was != nil {
					require.NotEqual(t, was.Serial, is.Serial, s)
				}
				require.Equal(t, before.Node(sub1).Certificate(s), c.Node(sub1).Certificate(s), s)
			}
			for service, s := range map[string]cucm.Store{
				sim.ServiceTFTP: cucm.CallManager, sim.ServiceCCM: cucm.CallManager, sim.ServiceTVS: cucm.TVS, sim.ServiceTomcat: cucm.Tomcat,
			} {
				require.Equal(t, c.Publisher().Certificate(s), c.Publisher().Loaded(service), service)
			}
			require.NoError(t, c.Publisher().ITL().List.Verify())
			require.Equal(t, before.Publisher().CTL(), c.Publisher().CTL(), "the CTL must be updated by hand")
			require.NotEmpty(t, c.TakeReset())

			_, err := c.Do(sim.SetFIPS(pub, true))
			require.ErrorContains(t, err, "FIPS mode is enabled on cucm-pub already")
			did(t)(c.Do(sim.SetFIPS(pub, false)))
			require.False(t, c.Publisher().FIPS())
			_, err = c.Do(sim.SetFIPS(pub, false))
			require.ErrorContains(t, err, "FIPS mode is disabled on cucm-pub already")
		})
	}
	old := newCluster(t, "8.5", sim.NonSecure)
	_, err := old.Do(sim.SetFIPS(pub, true))
	require.ErrorContains(t, err, "not available on release 8.5")
	down := newCluster(t, "12.5", sim.NonSecure)
	did(t)(down.Do(sim.SetDown(sub1, true)))
	_, err = down.Do(sim.SetFIPS(sub1, true))
	require.ErrorContains(t, err, `node "cucm-sub1" is down`)
}

// TestFIPSChoices: what can be chosen in FIPS mode from 12.5 on, and what could before.
func TestFIPSChoices(t *testing.T) {
	for _, row := range []struct {
		name, release string
		fips          bool
		op            sim.Op
		want          string // "" = done
	}{
		{"SHA-1", "12.5", false, sim.GenerateSelfSigned(cucm.CallManager, pub, sim.SelfSignedOptions{Hash: "SHA1"}), ""},
		{"SHA-1 in FIPS mode", "12.5", true, sim.GenerateSelfSigned(cucm.CallManager, pub, sim.SelfSignedOptions{Hash: "SHA1"}),
			`hash "SHA1": cucm-pub is in FIPS mode`},
		{"request with SHA-1 in FIPS mode", "12.5", true, sim.GenerateCSR(cucm.Tomcat, pub, sim.CSROptions{Hash: "SHA1"}), "FIPS mode"},
		{"request in FIPS mode", "12.5", true, sim.GenerateCSR(cucm.Tomcat, pub, sim.CSROptions{}), ""},
		{"1024 bits in FIPS mode", "14", true, sim.GenerateSelfSigned(cucm.CallManager, pub, sim.SelfSignedOptions{KeyBits: 1024}), "key length 1024"},
		{"1024 bits", "14", false, sim.GenerateSelfSigned(cucm.CallManager, pub, sim.SelfSignedOptions{KeyBits: 1024}), ""},
		{"SHA-1 in FIPS mode before", "11.5", true, sim.GenerateSelfSigned(cucm.CallManager, pub, sim.SelfSignedOptions{Hash: "SHA1"}), ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := newCluster(t, row.release, sim.NonSecure)
			if row.fips {
				did(t)(c.Do(sim.SetFIPS(pub, true)))
			}
			_, err := c.Do(row.op)
			if row.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, row.want)
		})
	}
}

// TestFIPSLengthens: a short key that regenerations keep is not kept in FIPS mode.
func TestFIPSLengthens(t *testing.T) {
	c := newCluster(t, "14", sim.NonSecure)
	did(t)(c.Do(sim.GenerateSelfSigned(cucm.CallManager, pub, sim.SelfSignedOptions{KeyBits: 1024})))
	did(t)(c.Do(sim.Regenerate(cucm.CallManager, pub)))
	require.Equal(t, 1024, c.Publisher().Certificate(cucm.CallManager).Bits())
	did(t)(c.Do(sim.SetFIPS(pub, true)))
	require.Equal(t, 2048, c.Publisher().Certificate(cucm.CallManager).Bits())
}
