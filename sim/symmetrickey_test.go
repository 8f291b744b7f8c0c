package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
	"tvslab/sim"
	"tvslab/trustlist"
)

// TestSymmetricKey: what the page takes, and which files there are with a key and without one.
func TestSymmetricKey(t *testing.T) {
	c := encryptedDevice(t)
	const typed = "SEP001122334456"
	require.NoError(t, c.AddDevices(named(t, typed), sim.Lines{First: 4001}, &sim.Profile{Model: "7960", Protocol: "SIP", Group: []string{pub}, TypedKey: 128}))
	require.NoError(t, c.AddDevices(named(t, "SEP001122334457"), sim.Lines{First: 4002}, &sim.Profile{Model: "7960", Protocol: "SCCP", TypedKey: 128}))
	require.NoError(t, c.AddDevices(named(t, "SEP001122334458"), sim.Lines{First: 4003}, &sim.Profile{Model: "7912", Protocol: "SIP", TypedKey: 256}))
	require.ErrorContains(t, second(c.Do(sim.SetSymmetricKey(named(t, "SEP001122334457"), sim.GenerateKey))), "takes none")
	require.ErrorContains(t, second(c.Do(sim.SetSymmetricKey(named(t, sep), sim.GenerateKey))), "takes none")
	require.ErrorContains(t, second(c.Do(sim.SetSymmetricKey(named(t, typed), "00zz"))), "32 hex digits")
	require.ErrorContains(t, second(c.Do(sim.SetEncryptedConfig(named(t, "SEP001122334457"), true))), "do not decrypt")
	did(t)(c.Do(sim.SetEncryptedConfig(named(t, typed), true)))
	_, err := c.Open(pub, typed+".cnf.xml.enc.sgn")
	require.Equal(t, outcome.NotFound, outcome.Of(err), "no key")
	did(t)(c.Do(sim.SetSymmetricKey(named(t, typed), "00112233445566778899AABBCCDDEEFF")))
	require.Equal(t, "00112233445566778899aabbccddeeff", c.Device(typed).SymmetricKey)
	plain, err := c.Open(pub, typed+".cnf.xml")
	require.NoError(t, err)
	want, err := plain.Bytes()
	require.NoError(t, err)
	file, err := c.Open(pub, typed+".cnf.xml.enc.sgn")
	require.NoError(t, err)
	data, err := file.Bytes()
	require.NoError(t, err)
	parsed, err := trustlist.ParseSigned(data, trustlist.Strict)
	require.NoError(t, err)
	got, err := parsed.DecryptSymmetric(file.Config.Signer.X509.PublicKey, file.Config.TypedKey())
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "and the plain file is the whole one")
	did(t)(c.Do(sim.SetSymmetricKey(named(t, "SEP001122334458"), sim.GenerateKey)))
	require.Len(t, c.Device("SEP001122334458").SymmetricKey, 64)
	did(t)(c.Do(sim.SetSymmetricKey(named(t, typed), sim.NoKey)))
	require.Empty(t, c.Device(typed).SymmetricKey)
}
