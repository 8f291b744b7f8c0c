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

// drawOperation draws one operation; whether the cluster refuses it does not matter.
func drawOperation(rt *rapid.T, origin *sim.Cluster, backup *sim.Backup) sim.Op {
	node := rapid.SampledFrom([]string{pub, sub1, "all", "nobody", "cucm-new"}).Draw(rt, "node")
	store := rapid.SampledFrom(append(cucm.Stores(), "nonsense")).Draw(rt, "store")
	service := rapid.SampledFrom(sim.ServiceNames()).Draw(rt, "service")
	yes := rapid.Bool().Draw(rt, "yes")
	tokens := rapid.SliceOfN(rapid.SampledFrom([]string{"SAST-A", "SAST-B", "SAST-X"}), 0, 3).Draw(rt, "tokens")
	signer := rapid.SampledFrom([]string{"SAST-A", "SAST-B"}).Draw(rt, "signer")
	name := rapid.SampledFrom([]string{"renamed", sub1, "lab.example"}).Draw(rt, "name")
	later, err := cucm.ParseRelease(rapid.SampledFrom([]string{"11.5", "14", "15"}).Draw(rt, "release"))
	require.NoError(rt, err)
	return rapid.SampledFrom([]sim.Op{
		sim.Regenerate(store, node), sim.GenerateSelfSigned(store, node, sim.SelfSignedOptions{MultiServer: yes}),
		sim.GenerateCSR(store, node, sim.CSROptions{MultiServer: yes}), sim.ReuseTomcat(node),
		sim.Restart(service, node), sim.Stop(service, node), sim.Start(service, node), sim.Activate(service, node), sim.Deactivate(service, node),
		sim.SetMixedMode, sim.SetNonSecureMode, sim.UpdateCTL, sim.ResetCTL, sim.ResetITL, sim.CTLClient(signer, tokens...), leaveMixed(signer),
		sim.SetDown(node, yes), sim.SetReplication(node, yes), sim.SetSFTP(node, yes), sim.CorruptITL(node),
		sim.DeleteFile(node, rapid.SampledFrom([]string{"CTLFile.tlv", "ITLFile.tlv"}).Draw(rt, "file")),
		sim.SetParameter(rapid.SampledFrom(sim.Parameters()).Draw(rt, "parameter"), rapid.SampledFrom([]string{"True", "False", "SHA-512"}).Draw(rt, "value")),
		sim.Upload(store, origin.Publisher().Certificate(cucm.CallManager), node),
		sim.DeleteCertificate(store, rapid.SampledFrom([]string{pub, sub1, sub1 + "-EC"}).Draw(rt, "certificate"), node),
		sim.Restore(backup), sim.BackUp("device", new(sim.Backup)), sim.Rebuild(node), sim.Upgrade(later, yes), sim.SwitchBack,
		sim.SetHostname(node, name), sim.SetDomain(node, name), sim.AddNode(sim.NodeSpec{Name: "cucm-new", Roles: []sim.Role{sim.Subscriber, sim.RoleTVS}}),
		sim.RemoveNode(node),
	}).Draw(rt, "operation")
}

// TestRandomOperations: whatever an administrator does, the files on disk are sound, copies stay as they were, and a
// refusal changes nothing.
func TestRandomOperations(t *testing.T) {
	scopes := []string{"per_node", "publisher_copy"}
	reference := install(t, "9.1", sim.NonSecure, func(cfg *sim.Config) { cfg.Seed = 99 }) // shares nothing with the others
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
			before := c.Clone()
			was := before.Compare(reference)
			if _, err := c.Do(drawOperation(rt, start, backup)); err != nil {
				require.Empty(rt, c.Compare(before), "a refusal changes nothing")
			}
			c.Advance(time.Duration(rapid.Int64Range(0, 200).Draw(rt, "seconds")) * time.Second)
			require.Equal(rt, was, before.Compare(reference), "a copy is left alone")
			requireSound(rt, c)
		}
	})
}

// sound holds the SHA-256 of files that were judged already.
var sound = map[[32]byte]bool{}

func requireSound(t require.TestingT, c *sim.Cluster) {
	for _, n := range c.Nodes {
		for _, f := range []*list.File{n.ITL(), n.CTL()} {
			if f == nil || f.List == nil || sound[f.Sum()] { // absent, damaged, judged
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
