package tables_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/devices"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/informix"
	"tvslab/sim/keypool"
	"tvslab/sim/pki"
	"tvslab/sim/tables"
)

// cluster is a publisher and a subscriber with phones: 8841 on the subscriber, 7965 on both.
func cluster(t testing.TB, release string, phones int) *sim.Cluster {
	t.Helper()
	pool, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	of, err := cucm.ParseRelease(release)
	require.NoError(t, err)
	c, err := sim.New(t.Context(), sim.Config{
		Release: of, Mode: sim.NonSecure, Settings: cucm.SettingRows().Defaults(), Keys: pool, Seed: 7,
		Org: pki.Organization{Unit: "Lab", Name: "Example", Country: "BE"}, Start: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC),
		Nodes: []sim.NodeSpec{
			{Name: "pub", Roles: []sim.Role{sim.Publisher, sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS, sim.RoleCAPF}},
			{Name: "sub", Roles: []sim.Role{sim.Subscriber, sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS}},
		},
	})
	require.NoError(t, err)
	for i, p := range []*sim.Profile{
		{Model: "8841", Protocol: "SIP", Group: []string{"sub"}},
		{Model: "7965", Protocol: "SCCP", Group: []string{"pub", "sub"}, SecurityMode: sim.DeviceEncrypted},
	} {
		list := devices.Counted(devices.Number(0x0a0101000001+i*0x1000000), phones)
		require.NoError(t, c.AddDevices(list.Devices(), sim.Lines{First: 4001 + i*phones, Of: list}, p))
	}
	return c
}

func open(t testing.TB, c *sim.Cluster) *tables.Database {
	t.Helper()
	d, err := tables.Open(tables.View{Cluster: c})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.Close()) })
	return d
}

// TestQueries plays what public scripts and tech notes ask.
func TestQueries(t *testing.T) {
	d := open(t, cluster(t, "12.5", 3))
	for name, row := range map[string]struct {
		query string
		want  [][]string
	}{
		"first and skip":  {"select skip 1 first 2 name from device order by name", [][]string{{"SEP0A0101000002"}, {"SEP0A0101000003"}}},
		"matches":         {"select count(*) from device where name matches 'SEP*1'", [][]string{{"2"}}},
		"like, with case": {"select name from device where name like 'sep%'", nil},
		"joins": {"select m.name, count(*) as phones from device d inner join typemodel m on m.enum=d.tkmodel group by m.name order by m.name",
			[][]string{{"Cisco 7965", "3"}, {"Cisco 8841", "3"}}},
		"pools": {"select dp.name, g.name, count(*) from device d, devicepool dp, callmanagergroup g where d.fkdevicepool=dp.pkid and dp.fkcallmanagergroup=g.pkid group by 1, 2 order by 1",
			[][]string{{"Default", "Default", "3"}, {"sub", "sub", "3"}}},
		"profiles": {"select unique s.name from device d join securityprofile s on s.pkid=d.fksecurityprofile order by 1",
			[][]string{{"Cisco 7965 - SCCP Encrypted"}, {"Cisco 8841 - Standard SIP Non-Secure Profile"}}},
		"lines": {"select d.name, n.dnorpattern from device as d inner join devicenumplanmap as m on m.fkdevice=d.pkid inner join numplan as n on n.pkid=m.fknumplan where n.dnorpattern='4004'",
			[][]string{{"SEP0A0102000001", "4004"}}},
		"nodes":          {"select name, tknodeusage from processnode where name <> 'EnterpriseWideData'", [][]string{{"pub", "0"}, {"sub", "1"}}},
		"parameter":      {"select paramname,paramvalue from processconfig where paramname='ClusterSecurityMode'", [][]string{{"ClusterSecurityMode", "0"}}},
		"without an LSC": {"select name, lscvaliduntil, pkid from device where lscvaliduntil > 0", nil},
		"what import asks for phones": {"select d.name as devicename, d.description, tm.name as model, dp.name as devicepool, sp.name as securityprofile, sp.tkdevicesecuritymode, d.lscvaliduntil from device as d inner join typemodel as tm on d.tkmodel = tm.enum inner join devicepool as dp on d.fkdevicepool = dp.pkid left join securityprofile as sp on d.fksecurityprofile = sp.pkid where d.name like 'SEP%3'",
			[][]string{{"SEP0A0101000003", "SEP0A0101000003", "Cisco 8841", "sub", "Cisco 8841 - Standard SIP Non-Secure Profile", "1", "0"},
				{"SEP0A0102000003", "SEP0A0102000003", "Cisco 7965", "Default", "Cisco 7965 - SCCP Encrypted", "3", "0"}}},
		"what import asks for groups": {"select cmg.name as callmanagergroup, pn.name as callmanager from callmanagergroup as cmg inner join callmanagergroupmember as m on m.fkcallmanagergroup = cmg.pkid inner join callmanager as cm on m.fkcallmanager = cm.pkid inner join processnode as pn on cm.fkprocessnode = pn.pkid order by cmg.name, m.priority",
			[][]string{{"Default", "pub"}, {"Default", "sub"}, {"sub", "sub"}}},
		"certificate use": {"select tcs.name from certificate as c inner join certificateservicecertificatemap as cscm on c.pkid = cscm.fkcertificate inner join typecertificateservice as tcs on cscm.tkcertificateservice = tcs.enum inner join typecertificatedistribution as dist on c.tkcertificatedistribution = dist.enum where c.servername = 'sub' and dist.moniker = 'own' and tcs.name='TVS'", [][]string{{"TVS"}}},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := d.Query(t.Context(), row.query)
			require.NoError(t, err)
			require.Equal(t, row.want, a.Rows)
		})
	}
}

func TestColumns(t *testing.T) {
	d := open(t, cluster(t, "12.5", 1))
	a, err := d.Query(t.Context(), "select d.Name, D.PKID as Id, count(*), 1+1, lower(d.name), d.name||d.pkid from device d group by 1, 2")
	require.NoError(t, err)
	require.Equal(t, []string{"name", "id", "count", "constant", "lower", "expression"}, a.Columns)
}

func TestRefusedQueries(t *testing.T) {
	d := open(t, cluster(t, "12.5", 1))
	for query, want := range map[string]string{
		"select name from devices":           "The specified table (devices) is not in the database.",
		"select nam from device":             "Column (nam) not found in any table in the query (or SLV is undefined).",
		"select name form device":            "A syntax error has occurred.",
		"update device set name='x'":         "A syntax error has occurred.",
		"select printf('%.*c',20000000,'x')": "A syntax error has occurred.",
	} {
		_, err := d.Query(t.Context(), query)
		var refused *informix.Error
		require.ErrorAs(t, err, &refused, query)
		require.Equal(t, want, refused.Text())
	}
}

func TestUpdate(t *testing.T) {
	d := open(t, cluster(t, "12.5", 3))
	id := tables.DeviceID("SEP0A0101000002")
	changes, err := d.Update(t.Context(), "update device set tkcertificatestatus=2, tkCertificateOperation=2, UpgradeFinishTime='2026:12:22:12:00' where pkid='"+id+"'")
	require.NoError(t, err)
	require.Equal(t, []tables.Change{{Table: "device", ID: id, Columns: []string{"tkcertificatestatus", "tkcertificateoperation", "upgradefinishtime"},
		Values: map[string]string{"tkcertificatestatus": "2", "tkcertificateoperation": "2", "upgradefinishtime": "2026:12:22:12:00"}}}, changes)
	a, err := d.Query(t.Context(), "select tkcertificateoperation from device where pkid='"+id+"'")
	require.NoError(t, err)
	require.Equal(t, [][]string{{"1"}}, a.Rows, "an update only says what it would do")

	for _, statement := range []string{"update typemodel set name='x'", "update nothing set a=1", "update device set nothing=1", "select 1 from device", "update"} {
		_, err := d.Update(t.Context(), statement)
		var refused *informix.Error
		require.ErrorAs(t, err, &refused, statement)
	}
}

func TestTooMuch(t *testing.T) {
	d := open(t, cluster(t, "12.5", 600))
	_, err := d.Query(t.Context(), "select a.name, a.pkid, b.pkid from device a, device b where b.name matches '*0??'")
	var large *tables.TooLargeError
	require.ErrorAs(t, err, &large)
	require.Greater(t, large.Matched, large.Fetch)
	require.Contains(t, large.Error(), fmt.Sprintf("Query request too large. Total rows matched: %d rows.", large.Matched))

	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err = d.Query(ctx, "select count(*) from device a, device b, device c")
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

// TestSame pins what must never change by itself: ids that scripts may have kept.
func TestSame(t *testing.T) {
	require.Equal(t, "{50BE0F13", tables.UUID(tables.DeviceID("SEP0A0101000001"))[:9])
	require.Equal(t, tables.DeviceID("SEP0A0101000001"), tables.Pkid(tables.UUID(tables.DeviceID("sep0a0101000001"))))
	c := cluster(t, "12.5", 3)
	require.Equal(t, "SEP0A0102000003", tables.Named(c, tables.UUID(tables.DeviceID("SEP0A0102000003"))))
	require.Empty(t, tables.Named(c, "{00000000-0000-0000-0000-000000000000}"))
}

// everyTable are the tables that docs/automation.md names.
var everyTable = []string{"device", "devicepool", "callmanagergroup", "callmanagergroupmember", "securityprofile", "numplan", "devicenumplanmap", "enduser", "typemodel",
	"typeproduct", "defaults", "processnode", "callmanager", "processconfig", "certificate", "certificateservicecertificatemap", "certificateprocessnodemap",
	"certificatetrustrolemap", "typecertificateservice", "typecertificatedistribution", "typecertificateoperation", "typecertificatestatus",
	"typeauthenticationmode", "typedevicesecuritymode", "typenodeusage", "typeclass", "typedeviceprotocol"}

func TestEveryTable(t *testing.T) {
	d := open(t, cluster(t, "14", 2))
	for _, name := range everyTable {
		a, err := d.Query(t.Context(), "select * from "+name)
		require.NoError(t, err, name)
		require.NotEmpty(t, a.Columns, name)
		if name != "enduser" && name != "defaults" {
			require.NotEmpty(t, a.Rows, name)
		}
		for _, row := range a.Rows {
			require.NotContains(t, row[0], "%!", name)
		}
	}
}

func BenchmarkDevices(b *testing.B) {
	c := cluster(b, "12.5", 50_000)
	for b.Loop() {
		d, err := tables.Open(tables.View{Cluster: c})
		require.NoError(b, err)
		a, err := d.Query(b.Context(), "select first 1000 name from device where tkmodel=683 order by name")
		require.NoError(b, err)
		require.Len(b, a.Rows, 1000)
		require.NoError(b, d.Close())
	}
}
