package sim

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/tvscache"
)

// TestFingerprintFields: each field of a cluster counts in its fingerprint, or there is a reason why it does not.
func TestFingerprintFields(t *testing.T) {
	const (
		counts   = "counts"
		fixed    = "the same in all clusters that are compared"
		history  = "how it came to be so, which changes nothing of what comes"
		derived  = "follows from what counts"
		printing = "only told"
	)
	for of, fields := range map[reflect.Type]map[string]string{
		reflect.TypeFor[Cluster](): {
			counts:  "Release Now Nodes parameters tokens password devices inactive reset times",
			fixed:   "Org settings makers keys seed",
			history: "made writes state events",
			derived: "rules profiles",
		},
		reflect.TypeFor[Node](): {
			counts: "ID Name Domain Address Roles Down ReplicationBroken SFTPBroken CAPFBusy DiskFull Ahead fips identity requests table services tftp tvs files itl noFlags ctl resetBy resetKey",
			fixed:  "zone", derived: "followed", printing: "expiry",
		},
		reflect.TypeFor[serviceState]():     {counts: "activated running presents loaded deleted", history: "started"},
		reflect.TypeFor[tftpLoaded]():       {counts: "key blank digest"},
		reflect.TypeFor[tvscache.Service](): {counts: "Certificate table tableDue ctl ctlDue", printing: "database", derived: "now"},
		reflect.TypeFor[Standing]():         {counts: "Profile Operation CompletesBy Status Issued SymmetricKey lines wrong pausedUntil generated lsc shown"},
	} {
		known := map[string]bool{}
		for _, names := range fields {
			for _, name := range strings.Fields(names) {
				known[name] = true
			}
		}
		for i := range of.NumField() {
			name := of.Field(i).Name
			require.True(t, known[name], "%s.%s: does it count in fingerprints? add it to Fingerprints.Of and here", of, name)
			delete(known, name)
		}
		require.Empty(t, known, "%s has no such fields", of)
	}
}
