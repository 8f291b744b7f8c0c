package scenarios_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios"
	"tvslab/scenarios/site"
	"tvslab/sim"
	"tvslab/sim/lab"
)

// office has phones with names of their own in an order that is not that of the names: desk by a file, lobby by a list.
const office = `title: Real names
release: "11.5"
cluster: {nodes: {pub: {roles: [publisher, callmanager, tftp, tvs, capf]}, sub: {roles: [subscriber, callmanager, tftp, tvs]}}}
phones:
  desk:  {model: "8841", tftp: [pub, sub], devices: lists/desk.csv}
  lobby: {model: "7965", tftp: [pub, sub], devices: [SEP001122334455, SEP000000AAAA00..SEP000000AAAA02]}
  spare: {model: "8841", count: 2, tftp: [pub, sub]}
steps:
  - power-on: [desk, lobby]
  - wait: registered
  - expect: {"SEP00A1*": {registered: pub, trust: current}, "desk[1]": {registered: pub}}
  - power-off: "desk[1..2]"
  - regenerate: {certificate: CallManager, nodes: all}
  - restart: {service: Cisco Tftp, nodes: all}
  - reset: all
  - remove-device: SEP001122334455
  - add-device: SEP001122334455
  - expect: {SEP00FFFFFFFFFF: {registered: false}, SEP001000000001: {registered: false}, SEP00A1B2C3D4E5: {registered: pub}, "lobby[2..4]": {registered: pub}}
`

var officeFiles = fstest.MapFS{"lists/desk.csv": &fstest.MapFile{Data: []byte("\ufeffDescription;MAC ADDRESS\r\nWindow;00FFFFFFFFFF\r\nDoor;00:10:00:00:00:01\r\n;00a1.b2c3.d4e5\r\n")}}

func officeCell(t *testing.T) *scenarios.Scenario {
	s, err := scenarios.Load("office.yaml", []byte(office), scenarios.Beside(officeFiles))
	require.NoError(t, err)
	cell, err := s.For(site.Cell{Release: "11.5", Mode: "non-secure"})
	require.NoError(t, err)
	return cell
}

// TestDeviceNames: phones have the names of their list, in its order, in memory and on sockets alike.
func TestDeviceNames(t *testing.T) {
	s := officeCell(t)
	require.Equal(t, 9, s.Phones.Count())
	memory, told := story(t, s, scenarios.Options{Phones: []string{"SEP00A1B2C3D4E5"}})
	require.Empty(t, memory.Failures)
	onSockets, same := story(t, s, scenarios.Options{Sockets: &lab.Sockets{}, Phones: []string{"SEP00A1B2C3D4E5"}})
	require.Equal(t, memory, onSockets)
	require.Equal(t, told, same)

	require.Equal(t, "SEP00A1B2C3D4E5", memory.Phones[0].Name)
	var groups []string
	for _, g := range memory.Groups {
		if len(groups) == 0 || groups[len(groups)-1] != g.Group {
			groups = append(groups, g.Group)
		}
	}
	require.Equal(t, []string{"desk", "lobby", "spare"}, groups, "in the order of the file, whatever the names")
	require.Contains(t, fmt.Sprint(told), "ITLSEP00A1B2C3D4E5.tlv")
	require.NotContains(t, fmt.Sprint(told), "SEP0A0101", "desk has no other names")
	require.NotContains(t, fmt.Sprint(told), "SEP0A0102")
}

// TestDeviceLines: directory numbers and places go by the list, and a device that comes back has the line that it had.
func TestDeviceLines(t *testing.T) {
	r, err := scenarios.Prepare(t.Context(), officeCell(t), scenarios.Options{Keys: testKeys(t)})
	require.NoError(t, err)
	defer r.Lab.Close()
	line := func(name string) int { return r.Lab.Cluster().Device(name).Extension }
	for i, name := range []string{"SEP00FFFFFFFFFF", "SEP001000000001", "SEP00A1B2C3D4E5"} {
		p, ok := r.Lab.Phone(name)
		require.True(t, ok)
		require.Equal(t, "desk", p.Group())
		require.Equal(t, i+1, p.Index())
		require.Equal(t, p.Alone(), r.Lab.Group("desk", i+1, i+1))
		require.Equal(t, 4001+i, line(name))
	}
	desk := r.Lab.Group("desk", 0, 0)
	require.NoError(t, r.Lab.Do(sim.DeleteDevices(desk)))
	require.Nil(t, r.Lab.Cluster().Device("SEP001000000001"))
	require.NoError(t, r.Lab.AddToDatabase("pub", desk, lab.Entry{}))
	require.Equal(t, 4002, line("SEP001000000001"))
	require.NoError(t, r.Lab.PowerOn(t.Context(), r.Lab.Phones()))
	stands := r.Lab.Stands(t.Context(), desk)
	require.Len(t, stands, 1, "phones with names of their own stand alike as others do")
}

// TestDevicesNeedAFolder: a scenario that comes as bytes alone cannot name a file.
func TestDevicesNeedAFolder(t *testing.T) {
	_, err := scenarios.Load("office.yaml", []byte(office))
	require.ErrorContains(t, err, `devices: "lists/desk.csv" cannot be read: the scenario comes without a folder`)
}
