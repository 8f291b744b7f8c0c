package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/devices"
	"tvslab/sim"
)

// TestParametersByRelease: where SHA-512 can be selected (row 49) and where automatic resets can be switched off (row 30).
func TestParametersByRelease(t *testing.T) {
	for _, row := range []struct {
		release       string
		sha512, reset bool
	}{
		{"8.6", false, false}, {"10.5(2)", false, false}, {"11.0", false, false}, {"11.5", true, false}, {"12.0", true, false},
		{"12.5", true, false}, {"14", true, true}, {"15", true, true},
	} {
		t.Run(row.release, func(t *testing.T) {
			for name, try := range map[string]struct {
				value string
				there bool
			}{sim.ParamSignature: {"SHA-512", row.sha512}, sim.ParamReset: {"Manually Reset Phones", row.reset}} {
				c := newCluster(t, row.release, sim.NonSecure)
				before := c.Clone()
				_, err := c.Do(sim.SetParameter(name, try.value))
				if try.there {
					require.NoError(t, err)
					require.Equal(t, try.value, c.Parameter(name))
					continue
				}
				require.ErrorContains(t, err, "does not exist on release "+row.release)
				require.Empty(t, c.Compare(before))
			}
		})
	}
}

// TestEnterpriseParameters: the page has them in its order, where the release has them, and says what nobody can change.
func TestEnterpriseParameters(t *testing.T) {
	names := func(release string) (list []string) {
		for _, p := range newCluster(t, release, sim.NonSecure).EnterpriseParameters() {
			list = append(list, p.Name)
			require.Equal(t, p.Standard, p.Value, p.Name)
		}
		return list
	}
	require.Equal(t, []string{sim.ParamRollback, sim.ParamClusterMode, sim.ParamLBMMode, sim.ParamCAPFPort, sim.ParamOperationDays, sim.ParamCaching, sim.ParamAuthentication}, names("10.5(1)"))
	require.NotContains(t, names("8.6"), sim.ParamLBMMode)
	require.Contains(t, names("14"), sim.ParamReset)
	require.NotContains(t, names("14"), sim.ParamIssuer, "it stands among the service parameters")
}

// TestOperationDays: how long a certificate operation stays open is an enterprise parameter.
func TestOperationDays(t *testing.T) {
	for value, days := range map[string]int{"": 10, "1": 1, "365": 365} {
		c := newCluster(t, "12.5", sim.NonSecure)
		set := devices.One(7)
		require.NoError(t, c.AddDevices(set, sim.Lines{First: 4001}, &sim.Profile{Model: "8841", Protocol: "SIP"}))
		if value != "" {
			_, err := c.Do(sim.SetParameter(sim.ParamOperationDays, value))
			require.NoError(t, err)
		}
		_, err := c.Do(sim.SetCertificateOperation(set, "install-upgrade"))
		require.NoError(t, err)
		d := c.Device(devices.Number(7).Name())
		require.NotNil(t, d)
		require.Equal(t, c.Now.AddDate(0, 0, days), d.CompletesBy)
	}
	for _, value := range []string{"0", "366", "ten", "-1"} {
		_, err := newCluster(t, "12.5", sim.NonSecure).Do(sim.SetParameter(sim.ParamOperationDays, value))
		require.ErrorContains(t, err, "is not a number from 1 to 365")
	}
}
