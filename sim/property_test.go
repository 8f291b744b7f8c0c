package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/list"
	"tvslab/trustlist"
)

// drawOperation applies one random operation; whether the cluster refuses it does not matter.
func drawOperation(rt *rapid.T, c, origin *sim.Cluster, backup *sim.Backup) error {
	node := rapid.SampledFrom([]string{pub, sub1, "all", "nobody"}).Draw(rt, "node")
	store := rapid.SampledFrom(append(cucm.Stores(), "nonsense")).Draw(rt, "store")
	service := rapid.SampledFrom(sim.ServiceNames()).Draw(rt, "service")
	broken := rapid.Bool().Draw(rt, "broken")
	tokens := rapid.SliceOfN(rapid.SampledFrom([]string{"SAST-A", "SAST-B", "SAST-X"}), 0, 3).Draw(rt, "tokens")
	signer := rapid.SampledFrom([]string{"SAST-A", "SAST-B"}).Draw(rt, "signer")
	var err error
	switch rapid.IntRange(0, 21).Draw(rt, "operation") {
	case 0, 1:
		_, err = c.Do(sim.Regenerate(store, node))
	case 2:
		_, err = c.Do(sim.Restart(service, node))
	case 3:
		_, err = c.Do(sim.Stop(service, node))
	case 4:
		_, err = c.Do(sim.Start(service, node))
	case 5:
		_, err = c.Do(sim.SetMixedMode)
	case 6:
		_, err = c.Do(sim.SetNonSecureMode)
	case 7:
		_, err = c.Do(sim.UpdateCTL)
	case 8:
		_, err = c.Do(sim.ResetCTL)
	case 9:
		_, err = c.Do(sim.ResetITL)
	case 10:
		_, err = c.Do(sim.CTLClient(signer, tokens...))
	case 11:
		_, err = c.Do(sim.CTLClientNonSecure(signer))
	case 12:
		_, err = c.Do(sim.SetDown(node, broken))
	case 13:
		_, err = c.Do(sim.SetReplication(node, broken))
	case 14:
		_, err = c.Do(sim.SetSFTP(node, broken))
	case 15:
		_, err = c.Do(sim.DeleteFile(node, rapid.SampledFrom([]string{"CTLFile.tlv", "ITLFile.tlv"}).Draw(rt, "file")))
	case 16:
		name := rapid.SampledFrom(sim.Parameters()).Draw(rt, "parameter")
		_, err = c.Do(sim.SetParameter(name, rapid.SampledFrom([]string{"True", "False", "SHA-512"}).Draw(rt, "value")))
	case 17:
		_, err = c.Do(sim.Upload(store, origin.Publisher().Certificate(cucm.CallManager), node))
	case 18:
		_, err = c.Do(sim.Restore(backup))
	case 19:
		_, err = c.Do(sim.DeleteCertificate(store, rapid.SampledFrom([]string{pub, sub1, sub1 + "-EC"}).Draw(rt, "certificate"), node))
	case 20:
		_, err = c.Do(sim.Activate(service, node))
	case 21:
		_, err = c.Do(sim.Deactivate(service, node))
	}
	c.Advance(time.Duration(rapid.Int64Range(0, 200).Draw(rt, "seconds")) * time.Second)
	return err
}

// TestRandomOperations: whatever an administrator does, the files on disk are sound, copies stay as they were, and a
// refusal changes nothing.
func TestRandomOperations(t *testing.T) {
	scopes := []string{"per_node", "publisher_copy"}
	starts, backups := map[string]*sim.Cluster{}, map[string]*sim.Backup{}
	for name, mode := range map[string]sim.Mode{
		"8.6": sim.MixedToken, "10.5(1)": sim.NonSecure, "11.5": sim.MixedTokenless, "12.5": sim.MixedToken, "15": sim.MixedTokenless,
	} {
		for _, scope := range scopes {
			start := newCluster(t, name, mode, settings(func(s *cucm.Settings) { s.ResetScope = scope }))
			starts[name+scope], backups[name+scope] = start, backupOf(t, start)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		release := rapid.SampledFrom([]string{"8.6", "10.5(1)", "11.5", "12.5", "15"}).Draw(rt, "release")
		scope := rapid.SampledFrom(scopes).Draw(rt, "scope")
		start, backup := starts[release+scope], backups[release+scope]
		c := start.Clone()
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			before, control := c.Clone(), c.Clone()
			err := drawOperation(rt, c, start, backup)
			require.Empty(rt, before.Compare(control), "a copy is left alone")
			if err != nil {
				require.Empty(rt, c.Compare(before), "a refusal changes nothing")
			}
			requireSound(rt, c)
		}
	})
}

// sound holds the SHA-256 of files that were judged already.
var sound = map[[32]byte]bool{}

func requireSound(t require.TestingT, c *sim.Cluster) {
	for _, n := range c.Nodes {
		for _, f := range []*list.File{n.ITL(), n.CTL()} {
			if f == nil || sound[f.Sum()] {
				continue
			}
			sound[f.Sum()] = true
			require.NoError(t, f.List.Verify(), n.Name)
			parsed, err := trustlist.Parse(f.Bytes(), trustlist.Strict)
			require.NoError(t, err, n.Name)
			require.Equal(t, f.Bytes(), parsed.Marshal(), n.Name)
			require.Less(t, len(f.Bytes()), 65536)
		}
		authority, ok := c.TVS(n.Name)
		require.Equal(t, n.Running(sim.ServiceTVS), ok)
		if ok {
			_, known := authority.Verify(c.Publisher().Certificate(cucm.Tomcat).DER[:10])
			require.False(t, known)
		}
	}
}
