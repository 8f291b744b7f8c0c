package roster_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/twin/roster"
)

// TestCallManagerGroups: the nodes of a group, whichever files say them in whichever form and order.
func TestCallManagerGroups(t *testing.T) {
	const (
		byName   = "Call Manager Group Name,Call Manager 1,Call Manager 2\nCMG-A,CM_sub1,Second manager\n"
		servers  = "Cisco Unified CallManager Name,Server\nCM_sub1,sub1\nSecond manager,10.6.0.13\n"
		byRow    = "callmanagergroup,callmanager\nCMG-A,sub1\nCMG-A,10.6.0.13\n"
		byColumn = "CallManager group;CM 1;CM 2\ncmg-a;sub1;sub2\n"
		other    = "CallManager group;CM 1;CM 2\nCMG-A;sub2;sub1\n"
	)
	for name, row := range map[string]struct {
		files     []string
		conflicts int
	}{
		"names, then servers": {[]string{byName, servers}, 0}, "servers, then names": {[]string{servers, byName}, 0}, "rows": {[]string{byRow}, 0},
		"columns": {[]string{byColumn}, 0}, "all": {[]string{byRow, byName, byColumn, servers}, 0}, "another order": {[]string{byColumn, other}, 1},
	} {
		r := roster.NewReader()
		r.Alias("sub2", "10.6.0.13")
		for _, text := range row.files {
			require.NoError(t, r.Read("list.csv", strings.NewReader(text)), name)
		}
		found := r.Roster()
		require.Empty(t, found.Problems, name)
		require.Len(t, found.Conflicts, row.conflicts, name)
		require.Len(t, found.Groups, 1, name)
		require.Equal(t, []string{"sub1", "sub2"}, roster.Values(found.Groups[0].Nodes), name)
	}
}

// TestKinds: what a list is of, by its header.
func TestKinds(t *testing.T) {
	for header, want := range map[string]string{
		"NAME,DESCRIPTION,DEVICE SECURITY MODE,TFTP ENCRYPTED CONFIG,KEY SIZE": "device security profiles",
		"NAME,DESCRIPTION,IP ADDRESS,PORT":                                     "", "NAME,DESCRIPTION": "", "Device Name": "phones", "MAC": "phones",
		"Name,Model": "phones", "Name,Status,Node": "phones", "Name,Device Security Mode": "", "Device Name,Device Security Mode": "phones",
		"Device Pool,Site": "pools", "Site,Device Pool,Device Name,Model": "phones", "Device Pool,Model": "",
	} {
		found := one(t, header+"\n")
		if want == "" {
			require.Empty(t, found.Lists, header)
			continue
		}
		require.Len(t, found.Lists, 1, header)
		require.Equal(t, want, found.Lists[0].Kind, header)
	}
	found := one(t, "NAME,DEVICE SECURITY MODE,KEY SIZE\nSecure-8841,Encrypted,2048\nDevice Name,Device Security Profile\nSEP0A0101000001,Secure-8841\n")
	require.Len(t, found.Phones, 1)
	require.Equal(t, roster.Encrypted, found.Phones[0].Mode.Value)
}
