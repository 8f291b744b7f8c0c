package explore_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/explore"
	"tvslab/explore/deviation"
	"tvslab/sim/lab"
)

// lent is a site of which some phones hold the lists of another cluster before the first step, and are on.
const lent = `title: Phones that came back from a loan
release: "11.5"
cluster:
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  desk: {model: "8841", count: 3, tftp: [cucm-pub, cucm-sub1], on: true}
  loan: {model: "8841", count: 2, tftp: [cucm-pub, cucm-sub1], on: true, holds: unknown}
steps:
`

// TestStuckBefore: phones that are locked before the first step are no cause, unless the property says so or they were freed.
func TestStuckBefore(t *testing.T) {
	p := planned(t, loaded(t, []byte(lent+"  - backup: before\n  - delete-trust-list: loan\n")))
	for _, row := range []struct {
		name     string
		property explore.Property
		causes   int
	}{
		{"nobody asked for them", explore.Default(), 0},
		{"asked for", explore.Property{Never: []lab.Trust{lab.TrustLocked}, Before: true}, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			search, err := explore.NewSearch(p, explore.Bounds{}, row.property, explore.Options{All: true})
			require.NoError(t, err)
			r, err := search.Run(t.Context())
			require.NoError(t, err)
			require.Len(t, r.Causes, row.causes)
		})
	}
	singles, err := explore.SinglesOf(t.Context(), p, everything, deviation.Named(deviation.Skip))
	require.NoError(t, err)
	for _, one := range singles {
		require.True(t, one.Held(), one)
	}

	s := loaded(t, []byte(lent+"  - delete-trust-list: loan\n  - regenerate: {certificate: [CallManager, TVS], nodes: all}\n"+
		"  - reset: all\n  - restart: {service: [Cisco Tftp, Cisco Trust Verification Service], nodes: all}\n"))
	singles, err = explore.SinglesOf(t.Context(), planned(t, s), func(d deviation.Deviation) bool { return d.From == 3 }, deviation.Named(deviation.Skip))
	require.NoError(t, err)
	require.Len(t, singles, 1)
	require.Len(t, singles[0].Locked, 2, "the step before frees those of the loan, and the last one locks all")
}
