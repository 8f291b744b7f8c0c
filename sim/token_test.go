package sim_test

import (
	"testing"

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
	did(t)(c.Do(sim.CTLClientNonSecure("SAST-B")))
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
			_, err := c.Do(sim.CTLClientNonSecure(row.signer))
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
