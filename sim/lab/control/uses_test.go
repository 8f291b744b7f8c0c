package control

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// openTold is openLab with a journal.
func openTold(t *testing.T, change ...func(*plan)) *Lab {
	journal := NewJournal()
	l := openLab(t, false, append(change, func(p *plan) { p.Observe = journal.Add })...)
	l.Journal = journal
	return l
}

func play(t *testing.T, l *Lab, steps ...string) (last *Performed) {
	t.Helper()
	for _, step := range steps {
		var err error
		last, err = l.Perform(t.Context(), "test", step)
		require.NoError(t, err, step)
	}
	return last
}

// useOf is the use of the certificate that lies in a store of a node.
func useOf(t *testing.T, l *Lab, node, store string) CertificateUse {
	t.Helper()
	for _, u := range l.CertificateUses(t.Context()) {
		for _, p := range u.Places {
			if p == (Stored{node, store}) {
				return u
			}
		}
	}
	t.Fatalf("no certificate in %s/%s", node, store)
	return CertificateUse{}
}

// TestUses: a certificate that was replaced goes on being used where somebody has read it, and phones hold what it signed.
func TestUses(t *testing.T) {
	l := openTold(t, func(p *plan) { p.release = "11.5" })
	play(t, l, "power-on: all")
	before := useOf(t, l, "cucm-sub1", "CallManager")
	require.Contains(t, before.Services, ServiceUse{"cucm-sub1", "Cisco Tftp", false})
	require.Contains(t, before.Places, Stored{"cucm-pub", "CallManager-trust"})
	require.Equal(t, []string{"cucm-pub", "cucm-sub1"}, before.TVS)
	require.Empty(t, before.Signed, "phones go to the publisher's TFTP first")
	first := useOf(t, l, "cucm-pub", "CallManager")
	require.Equal(t, []GroupCount{{"floor", 3}}, first.Signed)
	require.Equal(t, []GroupCount{{"floor", 3}}, first.Listed)
	require.True(t, first.Lists[0].Signs)

	done := play(t, l, "regenerate: {certificate: CallManager, nodes: cucm-pub}")
	require.True(t, slices.ContainsFunc(done.Told, func(h Happened) bool { return h.Kind == "pop-up" }))
	var old CertificateUse
	for _, u := range l.CertificateUses(t.Context()) {
		if u.SHA256 == first.SHA256 {
			old = u
		}
	}
	require.Contains(t, old.Services, ServiceUse{"cucm-pub", "Cisco Tftp", true})
	require.NotEqual(t, first.SHA256, useOf(t, l, "cucm-pub", "CallManager").SHA256)
}

// TestPhonesCountOnce: phones that hold a CTL and an ITL of one signer are not twice as many.
func TestPhonesCountOnce(t *testing.T) {
	l := openTold(t, func(p *plan) { p.release, p.mode = "11.5", "mixed-tokenless" })
	play(t, l, "power-on: all")
	u := useOf(t, l, "cucm-pub", "CallManager")
	require.Equal(t, []GroupCount{{"floor", 3}, {"lobby", 1}}, u.Signed)
	require.Equal(t, u.Signed, u.Listed)
}

// TestOldKeys: a service that was not restarted works with an old certificate, and the guides ask for the restart.
func TestOldKeys(t *testing.T) {
	l := openTold(t)
	play(t, l, "regenerate: {certificate: CallManager, nodes: cucm-sub1}")
	tftp := func() (s Service) {
		d, err := l.Node("cucm-sub1")
		require.NoError(t, err)
		for _, one := range d.Services {
			if one.Name == "Cisco Tftp" {
				s = one
			}
		}
		return s
	}
	require.True(t, old(tftp()))
	require.NotEmpty(t, tftp().Due)
	before := tftp().Started
	play(t, l, "restart: {service: Cisco Tftp, nodes: cucm-sub1}")
	require.False(t, old(tftp()))
	require.Empty(t, tftp().Due)
	require.Greater(t, tftp().Started, before)
}

func old(s Service) bool { return s.Old() }

// TestListVersions: what phones hold is a version of its own once the node serves another.
func TestListVersions(t *testing.T) {
	l := openTold(t, func(p *plan) { p.release, p.resets = "11.5", ResetsHeld })
	play(t, l, "power-on: all")
	before := l.ListVersions(t.Context())
	require.Len(t, before, 2)
	require.Equal(t, []string{"cucm-pub"}, before[0].Nodes)
	require.Equal(t, 3, before[0].Phones)
	require.Equal(t, "CallManager", before[0].Store)
	require.Equal(t, "ITL", before[0].List)
	require.NotEmpty(t, before[0].File.Records)

	play(t, l, "regenerate: {certificate: TVS, nodes: cucm-pub}", "power-off: lobby")
	after := l.ListVersions(t.Context())
	require.Len(t, after, 3)
	last := after[2]
	require.Empty(t, last.Nodes)
	require.Equal(t, []GroupCount{{"floor", 3}}, last.Groups)
	require.Equal(t, before[0].SHA256, last.SHA256)
}

// TestDamagedList: a list that cannot be read is listed, with what is wrong.
func TestDamagedList(t *testing.T) {
	l := openTold(t)
	play(t, l, "fault: {kind: itl-corrupt, nodes: cucm-pub}")
	require.NotEmpty(t, l.ListVersions(t.Context())[0].File.Problem)
	require.NotEmpty(t, l.CertificateUses(t.Context()))
}

// TestTVSCaches: a change is new on the node until TVS notices, and then it is known when.
func TestTVSCaches(t *testing.T) {
	l := openTold(t, func(p *plan) { p.release = "11.5" })
	states := func() map[string]int {
		count := map[string]int{}
		for _, r := range l.TVSCaches()[1].Known {
			count[r.State]++
		}
		return count
	}
	require.Len(t, states(), 1)
	_, err := l.Session("cucm-pub")
	require.NoError(t, err)
	play(t, l, "upload: {store: CallManager-trust, certificate: lab-root-ca, nodes: cucm-pub}")
	play(t, l, "wait: 2h")
	require.Equal(t, map[string]int{CacheKnown: len(l.TVSCaches()[1].Known)}, states())
	require.NotEmpty(t, l.TVSCaches()[1].Table.Noticed)
	require.Empty(t, l.TVSCaches()[1].Table.Due)
	play(t, l, "stop: {service: Cisco Trust Verification Service, nodes: cucm-sub1}")
	require.False(t, l.TVSCaches()[1].Running)
}

// TestBackups: a backup says what has changed since.
func TestBackups(t *testing.T) {
	l := openTold(t)
	require.Empty(t, l.Backups())
	play(t, l, "backup: sftp1", "regenerate: {certificate: tomcat, nodes: cucm-sub1}")
	require.Equal(t, []string{"cucm-sub1/tomcat"}, l.Backups()[0].Older)
}

// TestParameters: values, and why one cannot be set; what it says follows a step.
func TestParameters(t *testing.T) {
	l := openTold(t)
	find := func(name string) (p Parameter) {
		for _, one := range l.Parameters() {
			if one.Name == name {
				p = one
			}
		}
		return p
	}
	require.Equal(t, []string{"True", "False"}, find("Prepare Cluster for Rollback to pre 8.0").Values)
	require.NotEmpty(t, find("Cluster Security Mode").Locked)
	play(t, l, `set: {parameter: "CAPF Operation Expires in (days)", value: 30}`)
	require.Equal(t, "30", find("CAPF Operation Expires in (days)").Value)
	require.Equal(t, 365, find("CAPF Operation Expires in (days)").Highest)
}

// TestMonitors: the page proposes thirty days and seven.
func TestMonitors(t *testing.T) {
	l := openTold(t)
	require.Equal(t, Monitor{"cucm-pub", true, 30, 7, []string{}}, l.Monitors()[0])
	play(t, l, "certificate-monitor: {nodes: cucm-pub, start: 60d, email: [a@example.test]}")
	require.Equal(t, Monitor{"cucm-pub", true, 60, 7, []string{"a@example.test"}}, l.Monitors()[0])
}

// TestPerformRefused: a refusal tells nothing and changes nothing.
func TestPerformRefused(t *testing.T) {
	l := openTold(t)
	_, err := l.Perform(t.Context(), "test", "restart: {service: Cisco Tftp, nodes: nobody}")
	require.ErrorAs(t, err, new(RefusedError))
	_, err = l.Perform(t.Context(), "test", "expect: {floor: {trust: current}}")
	require.ErrorContains(t, err, "nothing is expected")
}
