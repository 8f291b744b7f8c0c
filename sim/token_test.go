package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

func TestCTLClientRefusals(t *testing.T) {
	for _, row := range []struct {
		name, release string
		mode          sim.Mode
		signer        string
		tokens        []string
		want          string
	}{
		{"release without tokens", "14SU3", sim.NonSecure, "SAST-A", []string{"SAST-A"},
			"CTL client: release 14SU3 does not support USB tokens"},
		{"token nobody has", "9.1", sim.NonSecure, "SAST-X", []string{"SAST-X"}, `CTL client: token "SAST-X" is not in cluster.tokens`},
		{"signer not inserted", "9.1", sim.NonSecure, "SAST-A", []string{"SAST-B"},
			`CTL client: the signing token "SAST-A" is not among the tokens of the new file`},
		{"no tokens", "9.1", sim.NonSecure, "SAST-A", nil, `the signing token "SAST-A" is not among the tokens`},
		{"tokenless CTL knows no token", "11.5", sim.MixedTokenless, "SAST-A", []string{"SAST-A"},
			"The Security Token you have inserted does not exist in the CTL File"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := newCluster(t, row.release, row.mode)
			before := c.Clone()
			_, err := c.Do(sim.CTLClient(row.signer, row.tokens...))
			require.ErrorContains(t, err, row.want)
			require.Empty(t, c.Compare(before))
		})
	}
}

// TestCTLClient walks the tech note's way: a file with two tokens, a lost token, and an unknown one.
func TestCTLClient(t *testing.T) {
	c := newCluster(t, "10.5(1)", sim.NonSecure)
	require.Empty(t, c.CTLTokens())
	did(t)(c.Do(sim.CTLClient("SAST-B", "SAST-A", "SAST-B")))
	require.True(t, c.Mixed())
	require.Equal(t, []string{"SAST-A", "SAST-B"}, c.CTLTokens())
	require.Equal(t, "token", c.Publisher().CTL().SignerStore())
	require.Equal(t, c.Token("SAST-B").Serial, c.Publisher().CTL().List.Header.Serial)
	require.NoError(t, c.Publisher().CTL().List.Verify())

	did(t)(c.Do(sim.CTLClient("SAST-C", "SAST-B", "SAST-C")))
	require.Equal(t, []string{"SAST-B", "SAST-C"}, c.CTLTokens())

	before := c.Clone()
	_, err := c.Do(sim.CTLClient("SAST-A", "SAST-A"))
	require.ErrorContains(t, err, "The Security Token you have inserted does not exist in the CTL File")
	require.Empty(t, c.Compare(before))
	did(t)(c.Do(sim.DeleteFile(pub, "CTLFile.tlv")))
	did(t)(c.Do(sim.CTLClient("SAST-A", "SAST-A")))
	require.Equal(t, []string{"SAST-A"}, c.CTLTokens())
}

// TestTokenRecords: layout of records written by the CTL client (dump in tech note 118892).
func TestTokenRecords(t *testing.T) {
	c := newCluster(t, "10.5(1)", sim.MixedToken, func(cfg *sim.Config) { cfg.Tokens = []string{"SAST-ADN0054f509"} })
	records := c.Publisher().CTL().List.Records
	require.Equal(t, []byte{0}, records[0].DNSName)
	require.Equal(t, `cn="SAST-ADN0054f509        ";ou=IPCBU;o="tvslab labkey`, records[0].Subject)
	require.Len(t, records[0].Subject, len(`cn="SAST-ADN008580ef        ";ou=IPCBU;o="Cisco Systems`), "as long as the published one")
	require.Nil(t, records[0].Signature)
	require.Equal(t, c.Publisher().Address.String(), records[1].Host())
	require.Nil(t, records[1].Signature)
	require.Len(t, records[0].Serial, 10)
}

func TestCTLClientNonSecure(t *testing.T) {
	c := newCluster(t, "9.1", sim.MixedToken)
	did(t)(c.Do(leaveMixed("SAST-B")))
	require.False(t, c.Mixed())
	require.Equal(t, []string{"SAST SAST-A", "CCM+TFTP -", "CCM+TFTP -", "CAPF cucm-pub/CAPF", "SAST SAST-B", "SAST SAST-C"},
		contents(c, c.Publisher().CTL().List))
	require.Equal(t, c.Token("SAST-B").Serial, c.Publisher().CTL().List.Header.Serial)

	for _, row := range []struct {
		name   string
		mode   sim.Mode
		signer string
		want   string
	}{
		{"unknown token", sim.MixedToken, "SAST-X", `token "SAST-X" is not in cluster.tokens`},
		{"no CTL", sim.NonSecure, "SAST-A", "there is no CTL file signed by tokens"},
		{"tokenless CTL", sim.MixedTokenless, "SAST-A", "does not exist in the CTL File"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := newCluster(t, "11.5", row.mode)
			before := c.Clone()
			_, err := c.Do(leaveMixed(row.signer))
			require.ErrorContains(t, err, row.want)
			require.Empty(t, c.Compare(before))
		})
	}
}

// TestUpdateMovesToTokenless: the CLI update of a file made by tokens removes them.
func TestUpdateMovesToTokenless(t *testing.T) {
	c := newCluster(t, "11.5", sim.MixedToken)
	require.Len(t, c.CTLTokens(), 3)
	did(t)(c.Do(sim.UpdateCTL))
	require.Empty(t, c.CTLTokens())
	require.Equal(t, string(cucm.CallManager), c.Publisher().CTL().SignerStore())
}

// leaveMixed takes the cluster out of mixed mode with the CTL client.
func leaveMixed(signer string) sim.Op {
	return session(sim.CTLSession{Action: sim.CTLSetNonSecure, Signer: signer})
}

// session is a session of the CTL client as an operation.
func session(s sim.CTLSession) sim.Op {
	return func(c *sim.Cluster) error {
		_, err := s.Run(c)
		return err
	}
}

// TestCTLSessionLogin: the client connects to the publisher, by any of its names, as an administrator, and needs the password of
// the token that signs.
func TestCTLSessionLogin(t *testing.T) {
	tokens := []string{"SAST-A", "SAST-B", "SAST-C"}
	for _, row := range []struct {
		name string
		s    sim.CTLSession
		want string // "" = it works
	}{
		{"as proposed", sim.CTLSession{}, ""},
		{"all said", sim.CTLSession{Server: pub, Port: 2444, User: "admin", Password: "tvslab", TokenPassword: "Cisco123"}, ""},
		{"by address", sim.CTLSession{Server: "192.0.2.11"}, ""},
		{"a subscriber", sim.CTLSession{Server: sub1}, "CTL client: cucm-sub1 is not the publisher; connect to cucm-pub"},
		{"nobody", sim.CTLSession{Server: "10.0.0.1"}, "CTL client: cannot reach 10.0.0.1: no server of the cluster"},
		{"other port", sim.CTLSession{Port: 2445}, "cannot reach cucm-pub on port 2445; Cisco CTL Provider listens on port 2444"},
		{"other user", sim.CTLSession{User: "root"}, `cucm-pub does not let "root" in`},
		{"wrong password", sim.CTLSession{Password: "secret"}, `cucm-pub does not let "admin" in`},
		{"wrong token password", sim.CTLSession{TokenPassword: "cisco123"}, `token "SAST-B": the password of the security token is wrong`},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := newCluster(t, "10.5(1)", sim.MixedToken)
			row.s.Action, row.s.Tokens, row.s.Signer = sim.CTLUpdate, tokens, "SAST-B"
			_, err := c.Do(session(row.s))
			if row.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, row.want)
		})
	}
	changed := newCluster(t, "10.5(1)", sim.MixedToken, func(cfg *sim.Config) { cfg.TokenPassword = "other" })
	_, err := changed.Do(sim.CTLClient("SAST-A", tokens...))
	require.ErrorIs(t, err, sim.ErrTokenPassword)
	did(t)(changed.Do(session(sim.CTLSession{Tokens: tokens, Signer: "SAST-A", TokenPassword: "other"})))
}

// TestCTLSessionScreen: the warning about a missing file comes in mixed mode only; at the end stand the servers that hold it.
func TestCTLSessionScreen(t *testing.T) {
	const warning = "No CTL File exists on the server but the Call Manager Cluster Security Mode is in Secure Mode.\n" +
		"For the system to function, you must create the CTL File and set Call Manager Cluster the Secure Mode.\n"
	run := func(c *sim.Cluster) (screen string) {
		did(t)(c.Do(func(c *sim.Cluster) (err error) {
			screen, err = sim.CTLSession{Tokens: []string{"SAST-A"}, Signer: "SAST-A"}.Run(c)
			return err
		}))
		return screen
	}
	c := newCluster(t, "10.5(1)", sim.NonSecure)
	const page = "Hostname or IP Address: cucm-pub, Port: 2444, Username: admin\n"
	holders := "CTL File exists on these servers:\ncucm-pub (192.0.2.11)\ncucm-sub1 (192.0.2.12)\n"
	require.Equal(t, page+holders, run(c))
	require.Equal(t, page+holders, run(c))
	did(t)(c.Do(sim.DeleteFile(pub, "CTLFile.tlv")))
	require.Equal(t, page+warning+holders, run(c))
	did(t)(c.Do(sim.SetSFTP(sub1, true)))
	c.Advance(time.Minute)
	require.Equal(t, page+"CTL File exists on these servers:\ncucm-pub (192.0.2.11)\n", run(c))
}

// TestCTLUpdateKeepsMode: an update is no change of the security mode, and needs something to update.
func TestCTLUpdateKeepsMode(t *testing.T) {
	update := session(sim.CTLSession{Action: sim.CTLUpdate, Tokens: []string{"SAST-A"}, Signer: "SAST-A"})
	c := newCluster(t, "9.1", sim.NonSecure)
	_, err := c.Do(update)
	require.ErrorContains(t, err, "there is no CTL file to update; set the cluster to mixed mode")
	did(t)(c.Do(sim.CTLClient("SAST-A", "SAST-A")))
	did(t)(c.Do(update))
	require.True(t, c.Mixed())
	did(t)(c.Do(leaveMixed("SAST-A")))
	did(t)(c.Do(update))
	require.False(t, c.Mixed())
	require.Equal(t, []string{"SAST SAST-A", "CCM+TFTP -", "CCM+TFTP -", "CAPF cucm-pub/CAPF"}, contents(c, c.Publisher().CTL().List))
}

// TestTokenNeedsTrust: the client fills Phone-SAST-trust of the publisher, and an earlier token needs its certificate there. TVS
// does not learn tokens from it.
func TestTokenNeedsTrust(t *testing.T) {
	c := newCluster(t, "10.5(1)", sim.MixedToken)
	a := c.Token("SAST-A")
	require.Len(t, c.Publisher().Trusted(cucm.PhoneSASTTrust), 3)
	require.Empty(t, c.Node(sub1).Trusted(cucm.PhoneSASTTrust))
	tvs, ok := c.TVS(pub)
	require.True(t, ok)
	require.False(t, tvs.(interface{ InDatabase(string, []byte) bool }).InDatabase(a.Issuer, a.Serial))

	did(t)(c.Do(sim.DeleteCertificate(cucm.PhoneSASTTrust, a.SerialHex(), pub)))
	_, err := c.Do(sim.CTLClient("SAST-A", "SAST-A"))
	require.ErrorContains(t, err, `the certificate of token "SAST-A" is not in Phone-SAST-trust of cucm-pub, so it cannot update the CTL file`)
	_, err = c.Clone().Do(leaveMixed("SAST-A"))
	require.ErrorContains(t, err, "Phone-SAST-trust")
	did(t)(c.Clone().Do(sim.CTLClient("SAST-A", "SAST-A", "SAST-B"))) // SAST-B is still there
	did(t)(c.Do(sim.Upload(cucm.PhoneSASTTrust, a, pub)))
	did(t)(c.Do(sim.CTLClient("SAST-A", "SAST-A")))

	free := newCluster(t, "10.5(1)", sim.MixedToken, func(cfg *sim.Config) { cfg.Settings.TokenNeedsTrust = false })
	did(t)(free.Do(sim.DeleteCertificate(cucm.PhoneSASTTrust, free.Token("SAST-A").SerialHex(), pub)))
	did(t)(free.Do(sim.CTLClient("SAST-A", "SAST-A")))
}
