package control

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/capf"
	"tvslab/devices"
	"tvslab/phone"
	"tvslab/phone/sockets"
	"tvslab/service"
	"tvslab/sim"
	"tvslab/sim/fact"
	"tvslab/trustlist/inspect"
)

// TestGroupDevices: a group with gaps between its names says what it has, unless that is too much.
func TestGroupDevices(t *testing.T) {
	gaps := devices.Of(devices.Span{First: 1, Last: 3}, devices.Span{First: 9, Last: 9})
	require.Equal(t, []string{"SEP000000000001..SEP000000000003", "SEP000000000009"}, spansOf(gaps))
	require.Equal(t, gaps, (&Group{First: "SEP000000000001", Last: "SEP000000000009", Devices: spansOf(gaps)}).Set())
	require.Equal(t, devices.Of(devices.Span{First: 1, Last: 9}), (&Group{First: "SEP000000000001", Last: "SEP000000000009"}).Set())
	require.Empty(t, (&Group{First: "SEP000000000001", Last: "x"}).Set())
	var many devices.Set
	for n := range devices.Number(mostSpans + 1) {
		many = append(many, devices.Span{First: 2 * n, Last: 2 * n})
	}
	require.Empty(t, spansOf(many))
	require.Len(t, spansOf(many[1:]), mostSpans)
}

// TestDescribe: the document of a lab tells phones where its servers are, and survives its file.
func TestDescribe(t *testing.T) {
	shared := openLab(t, true)
	dir := filepath.Join(t.TempDir(), "certs")
	doc, err := Describe(shared.lab, dir)
	require.NoError(t, err)
	require.Equal(t, []Group{{"floor", "8841", 3, "SEP0A0101000001", "SEP0A0101000003", nil}, {"lobby", "7940", 1, "SEP0A0102000001", "SEP0A0102000001", nil}}, doc.Phones)
	require.Len(t, doc.Nodes, 2)
	require.Equal(t, "cucm-pub", doc.Nodes[0].Name)
	require.Contains(t, doc.Nodes[0].Ports.String(), fmt.Sprintf("TFTP %d  HTTP %d  HTTPS 6971  TVS ", doc.Nodes[0].Ports[service.TFTP], doc.Nodes[0].Ports[service.HTTP]))
	require.NotContains(t, doc.Nodes[1].Ports.String(), "CAPF", "only the publisher has it")

	pem, err := os.ReadFile(doc.Nodes[1].Certificates["TVS"])
	require.NoError(t, err)
	c, err := inspect.ParseCertificate(pem)
	require.NoError(t, err)
	require.Equal(t, shared.lab.Cluster().Node("cucm-sub1").Certificate("TVS").DER, c.Raw)
	written, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	for _, name := range written {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		require.NotContains(t, string(data), "PRIVATE KEY")
	}

	name := filepath.Join(t.TempDir(), "lab.json")
	data, err := json.Marshal(doc)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(name, data, 0o600))
	again, err := ReadDocument(name)
	require.NoError(t, err)
	require.Equal(t, doc, again)

	servers := sockets.Servers{Hosts: map[string]string{}, Ports: map[sockets.Place]int{}}
	again.AddTo(&servers)
	require.Equal(t, []string{"cucm-pub", "cucm-sub1"}, again.TFTP())
	for _, at := range shared.lab.Addresses() {
		found, _ := servers.Find(phone.Call{Server: at.Node, Service: service.TVS, Port: 2445})
		want, _ := (&sockets.Servers{Ports: map[sockets.Place]int{{Service: service.TVS}: at.Ports[service.TVS]}}).Find(phone.Call{Server: at.IP.String(), Service: service.TVS})
		require.Equal(t, want, found)
	}
}

// TestDescribeStrings: the document has the authentication strings of devices that wait with one, and no more than it should.
func TestDescribeStrings(t *testing.T) {
	shared := openLab(t, true, func(p *plan) { p.floor = mostStrings + 1 })
	l := shared.lab
	describe := func() []fact.AuthString {
		doc, err := Describe(l, "")
		require.NoError(t, err)
		return doc.Strings
	}
	require.NoError(t, l.Do(sim.SetSecurityProfile(l.Phones(), "non-secure", "by-authentication-string")))
	require.Empty(t, describe())
	one := foreignPhone(t, l)
	require.NoError(t, l.Do(sim.SetCertificateOperation(one.set(), string(capf.Install))))
	require.Equal(t, []fact.AuthString{{Device: one.Name, String: l.Cluster().Device(one.Name).AuthString}}, describe())
	require.NoError(t, l.Do(sim.SetCertificateOperation(l.Phones(), string(capf.Install))))
	require.Len(t, describe(), mostStrings)
}

func TestReadDocument(t *testing.T) {
	_, err := ReadDocument(filepath.Join(t.TempDir(), "missing"))
	require.ErrorIs(t, err, os.ErrNotExist)
	for name, content := range map[string]string{"no JSON": "hello", "another": `{"schema":1}`, "empty": ""} {
		file := filepath.Join(t.TempDir(), "f")
		require.NoError(t, os.WriteFile(file, []byte(content), 0o600))
		_, err := ReadDocument(file)
		require.ErrorIs(t, err, ErrNotDocument, name)
	}
}
