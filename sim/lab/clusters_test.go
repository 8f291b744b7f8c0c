package lab_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/event"
	"tvslab/phone"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
)

// destination is a cluster to move phones to.
func destination(t testing.TB, release string) lab.ClusterConfig {
	t.Helper()
	cluster := config(t, release, 1).Cluster
	cluster.Nodes = []sim.NodeSpec{
		{Name: "dst-pub", Roles: []sim.Role{sim.Publisher, sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS, sim.RoleCAPF}},
	}
	return lab.ClusterConfig{Name: "destination", Config: cluster}
}

// importFrom uploads a certificate of the destination to the home cluster, as a bulk import does.
func importFrom(t testing.TB, l *lab.Lab, ref string, stores ...cucm.Store) {
	t.Helper()
	cert, err := l.FindCertificate(ref)
	require.NoError(t, err)
	for _, store := range stores {
		require.NoError(t, l.Do(sim.Upload(store, cert, "cucm-pub")))
	}
	l.Advance(time.Minute)
}

// TestMigration moves phones to another cluster by pointing them at its TFTP server, after importing nothing, the
// certificate to CallManager-trust alone, and as tech notes 213407 and 215539 say.
func TestMigration(t *testing.T) {
	for name, row := range map[string]struct {
		imported   []cucm.Store
		trust      lab.Trust
		config     string
		registered string
	}{
		"nothing imported":               {nil, lab.TrustLocked, "kept-old", "cucm-pub"},
		"CallManager-trust alone":        {[]cucm.Store{cucm.CallManagerTrust}, lab.TrustLocked, "current", "dst-pub"},
		"CallManager-trust and SAST too": {[]cucm.Store{cucm.CallManagerTrust, cucm.PhoneSASTTrust}, lab.TrustCurrent, "current", "dst-pub"},
		"Phone-SAST-trust alone":         {[]cucm.Store{cucm.PhoneSASTTrust}, lab.TrustCurrent, "current", "dst-pub"},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, sockets bool) {
				ctx := t.Context()
				cfg := config(t, "11.5", 2)
				cfg.Others = []lab.ClusterConfig{destination(t, "11.5")}
				l := open(t, cfg, sockets)
				require.NoError(t, l.PowerOn(ctx, l.Phones()))
				importFrom(t, l, "dst-pub/CallManager", row.imported...)
				require.NoError(t, l.Move(l.Phones(), []string{"dst-pub"}, []string{"dst-pub"}))
				require.NoError(t, l.Reset(ctx, phone.Reset, l.Phones()))
				v := l.Judge(ctx, at(l, 0))
				require.Equal(t, row.trust, v.Trust, trust.Explain(v.Decision))
				require.Equal(t, row.config, v.Config)
				require.Equal(t, row.registered, v.Registered)
				require.Equal(t, "dst-pub", l.Judge(ctx, at(l, 2)).Registered, "without Security By Default nothing holds it")
				if v.Trust == lab.TrustLocked {
					require.Equal(t, []string{lab.HelpDelete}, l.Helps(ctx, at(l, 0)))
				}
			})
		})
	}
}

// TestClusters holds what several clusters in one lab have in common and what they do not.
func TestClusters(t *testing.T) {
	cfg := config(t, "11.5", 1)
	cfg.Others = []lab.ClusterConfig{destination(t, "12.5")}
	l := open(t, cfg, false)
	home, other := l.Cluster(), l.ClusterNamed("destination")
	require.Equal(t, []*sim.Cluster{home, other}, l.Clusters())
	require.Same(t, other, l.ClusterOf("dst-pub"))
	require.Same(t, home, l.ClusterOf("cucm-sub1"))
	require.Nil(t, l.ClusterOf("nowhere"))
	require.Nil(t, l.ClusterNamed("nowhere"))
	require.NotNil(t, other.Device(at(l, 0).Name()), "phones are known to every cluster")
	require.Equal(t, []string{"dst-pub"}, other.Device(at(l, 0).Name()).Profile.Group)
	require.NotEqual(t, home.Publisher().Certificate(cucm.CallManager).Serial, other.Publisher().Certificate(cucm.CallManager).Serial)
	require.NotEqual(t, home.Publisher().Address, other.Publisher().Address)

	before := home.Clone()
	require.NoError(t, l.DoOn("dst-pub", sim.Regenerate(cucm.CallManager, "dst-pub")))
	require.Empty(t, home.Compare(before), "an operation reaches one cluster")
	require.ErrorContains(t, l.DoOn("nowhere", nil), `node "nowhere" is in no cluster of the lab`)

	l.Advance(24 * time.Hour)
	require.Equal(t, home.Now, other.Now)
}

// TestBackupsPerCluster restores one cluster while the other stays, and takes a certificate out of a backup.
func TestBackupsPerCluster(t *testing.T) {
	cfg := config(t, "11.5", 1)
	cfg.Others = []lab.ClusterConfig{destination(t, "11.5")}
	l := open(t, cfg, false)
	old := l.ClusterOf("dst-pub").Node("dst-pub").Certificate(cucm.CallManager)
	require.NoError(t, l.Backup("before", "dst-pub"))
	require.ErrorContains(t, l.Backup("x", "nowhere"), "in no cluster")
	renew := sim.Regenerate(cucm.CallManager, "all")
	require.NoError(t, l.Do(renew))
	require.NoError(t, l.DoOn("dst-pub", renew))
	renewed := l.Cluster().Publisher().Certificate(cucm.CallManager)

	found, err := l.FindCertificate("dst-pub/CallManager@before")
	require.NoError(t, err)
	require.Equal(t, old.DER, found.DER)
	_, err = l.FindCertificate("dst-pub/CallManager@never")
	require.ErrorContains(t, err, `backup "never" does not exist`)
	_, err = l.FindCertificate("nowhere/CallManager")
	require.ErrorContains(t, err, "nowhere")

	require.NoError(t, l.Restore("before"))
	require.Equal(t, old.DER, l.ClusterOf("dst-pub").Node("dst-pub").Certificate(cucm.CallManager).DER)
	require.Equal(t, renewed, l.Cluster().Publisher().Certificate(cucm.CallManager))
}

// TestResetsPerCluster: a regeneration resets the phones of its own cluster.
func TestResetsPerCluster(t *testing.T) {
	ctx := t.Context()
	cfg := config(t, "12.5", 1)
	cfg.Others = []lab.ClusterConfig{destination(t, "12.5")}
	cfg.Groups = append(cfg.Groups, lab.Group{Name: "there", Model: "8841", Count: 1, TFTP: []string{"dst-pub"}, Nodes: []string{"dst-pub"}})
	var booted []string
	cfg.Observe = func(e event.Event) {
		if e.What.Kind() == "reset" {
			booted = append(booted, e.Cluster+e.Phone)
		}
	}
	l := open(t, cfg, false)
	require.NoError(t, l.PowerOn(ctx, l.Phones()))
	there := at(l, 2)
	require.Equal(t, "dst-pub", l.Judge(ctx, there).Registered)
	booted = nil
	require.NoError(t, l.DoOn("dst-pub", sim.Regenerate(cucm.CallManager, "all")))
	require.NoError(t, l.Settle(ctx))
	require.Equal(t, []string{"destination", there.Name()}, booted[len(booted)-2:])
	require.NotContains(t, booted, at(l, 0).Name())
}

// TestClusterNames: nodes and clusters are told apart by name.
func TestClusterNames(t *testing.T) {
	for name, row := range map[string]struct {
		change func(*lab.ClusterConfig)
		want   string
	}{
		"a node of the home cluster":   {func(c *lab.ClusterConfig) { c.Config.Nodes[0].Name = "cucm-pub" }, `cluster "destination": node "cucm-pub": "cucm-pub" belongs to another cluster`},
		"an address of it":             {func(c *lab.ClusterConfig) { c.Config.Nodes[0].Name = "192.0.2.11" }, `"192.0.2.11" belongs to another cluster`},
		"the name of the home cluster": {func(c *lab.ClusterConfig) { c.Name = lab.HomeCluster }, `cluster "home"`},
		"no name":                      {func(c *lab.ClusterConfig) { c.Name = "" }, `cluster ""`},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := config(t, "11.5", 1)
			other := destination(t, "11.5")
			row.change(&other)
			cfg.Others = []lab.ClusterConfig{other}
			_, err := lab.New(context.Background(), cfg)
			require.ErrorContains(t, err, row.want)
		})
	}
}
