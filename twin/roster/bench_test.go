package roster_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/twin/roster"
)

// BenchmarkSite reads the "All Details" list, the registrations and the pools of 100,000 phones, and groups them.
func BenchmarkSite(b *testing.B) {
	const phones = 100_000
	var all, ris, pools bytes.Buffer
	pools.WriteString("Device Pool,TFTP 1,TFTP 2\n")
	for i := range 50 {
		fmt.Fprintf(&pools, "DP-%d,cucm-tftp%d,cucm-tftp%d\n", i, i, i+1)
	}
	all.WriteString("Device Name,Description,Device Pool,Device Type,Device Security Profile,Device Protocol")
	for i := range 180 {
		fmt.Fprintf(&all, ",Field %d", i)
	}
	all.WriteString("\n")
	ris.WriteString("Name,Ip Address,Status,Node,Model,Time Stamp\n")
	rest := bytes.Repeat([]byte(",Use System Default"), 180)
	for i := range phones {
		fmt.Fprintf(&all, "SEP%012X,Desk %d,DP-%d,Cisco 8841,Cisco 8841 - Standard SIP Non-Secure Profile,SIP%s\n", i, i, i%50, rest)
		fmt.Fprintf(&ris, "SEP%012X,10.%d.%d.%d,Registered,cucm-sub%d,683,1795500000\n", i, i>>16, i>>8&255, i&255, i%4)
	}
	b.SetBytes(int64(all.Len() + ris.Len()))
	b.ReportAllocs()
	for b.Loop() {
		r := roster.NewReader()
		require.NoError(b, r.Read("phones.txt", bytes.NewReader(all.Bytes())))
		require.NoError(b, r.Read("ris.csv", bytes.NewReader(ris.Bytes())))
		require.NoError(b, r.Read("pools.csv", bytes.NewReader(pools.Bytes())))
		found := r.Roster()
		require.Equal(b, phones, len(found.Phones))
		require.Equal(b, 50, len(roster.Grouped(found.Phones)))
	}
}
