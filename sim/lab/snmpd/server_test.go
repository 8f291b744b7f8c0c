package snmpd_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosnmp/gosnmp"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/accept"
	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/snmpd"
	"tvslab/snmp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const site = `title: A lab
release: "12.5"
cluster:
  mode: non-secure
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  floor: {model: "8841", count: %d, tftp: [cucm-pub, cucm-sub1]}
  hall: {model: "7965", protocol: sccp, count: 2, tftp: [cucm-sub1, cucm-pub]}
steps:
  - power-on: all
  - expect: {floor: {trust: current}}
`

// open is a lab whose phones are on.
func open(t testing.TB, phones int, changed func()) *control.Lab {
	t.Helper()
	keys, err := keypool.Open("../../../testdata/keys", nil)
	require.NoError(t, err)
	s, err := scenarios.Load("lab.yaml", fmt.Appendf(nil, site, phones))
	require.NoError(t, err)
	s, err = s.For(s.Cells()[0])
	require.NoError(t, err)
	logs := control.NewLogs()
	o := scenarios.Options{Keys: keys, Log: logs.Add}
	if changed != nil {
		o.Sockets = &lab.Sockets{Changed: changed}
	}
	r, err := scenarios.Prepare(context.Background(), s, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Lab.Close()) })
	_, err = r.Play(t.Context(), 1)
	require.NoError(t, err)
	return control.Share(r, logs, control.ResetsAtOnce)
}

// town is a lab whose nodes answer.
type town struct {
	testing.TB
	*control.Lab
	ports map[string]int
}

func serve(t *testing.T) *town {
	changed := make(chan struct{}, 1)
	l := open(t, 5, func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	})
	s := &snmpd.Server{Lab: l, Port: 1161, Communities: []string{"public"}, Users: []snmp.User{{Name: "op", Digest: "SHA-256", Password: "password1"}},
		Changed: changed, Trouble: func(trouble accept.Trouble) { t.Error(trouble) }}
	require.NoError(t, s.Listen())
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx) }()
	t.Cleanup(func() { end(); require.NoError(t, <-ended) })
	return &town{t, l, s.Ports()}
}

// manager asks a node.
func (n *town) manager(node string) *gosnmp.GoSNMP {
	n.Helper()
	for _, at := range n.Places() {
		if at.Node == node {
			m := &gosnmp.GoSNMP{Target: at.IP.String(), Port: uint16(n.ports[node]), Version: gosnmp.Version2c, Community: "public", Timeout: time.Second, MaxOids: 60}
			require.NoError(n, m.Connect())
			n.Cleanup(func() { m.Conn.Close() })
			return m
		}
	}
	n.Fatal("no such node")
	return nil
}

// numbers are the values of scalars and cells, "-" where there is none.
func (n *town) numbers(node string, names ...string) (list []string) {
	n.Helper()
	for i, name := range names {
		names[i] = ".1.3.6.1.4.1.9.9.156.1." + name
	}
	got, err := n.manager(node).Get(names)
	if err != nil {
		return []string{"no answer"}
	}
	for _, v := range got.Variables {
		list = append(list, said(v))
	}
	return list
}

func said(v gosnmp.SnmpPDU) string {
	switch value := v.Value.(type) {
	case nil:
		return "-"
	case []byte:
		return string(value)
	}
	return fmt.Sprint(v.Value)
}

func (n *town) do(step string) { require.NoError(n, n.Play(n.Context(), "lab", step)) }

// becomes waits until a node says that.
func (n *town) becomes(node string, names []string, want ...string) {
	n.Helper()
	var got []string
	require.Eventually(n, func() bool {
		got = n.numbers(node, slices.Clone(names)...)
		return slices.Equal(got, want)
	}, 20*time.Second, 50*time.Millisecond, "want %v", want)
}

var totals = []string{"5.5.0", "5.6.0", "5.7.0"}

// TestCounts: counts and states follow what happens to phones, services and nodes.
func TestCounts(t *testing.T) {
	n := serve(t)
	n.becomes("cucm-pub", totals, "7", "0", "0")
	n.becomes("cucm-sub1", totals, "0", "0", "0")
	n.becomes("cucm-pub", []string{"1.2.1.2.1", "1.2.1.2.2", "1.2.1.5.1", "1.2.1.5.2", "1.2.1.4.1", "1.2.1.8.1"},
		"cucm-pub", "cucm-sub1", "2", "2", "12.5.1.10000-22", "StandAloneCluster")

	n.do(`power-off: ["floor[1..2]"]`)
	n.becomes("cucm-pub", totals, "5", "2", "0")
	n.becomes("cucm-pub", []string{"2.1.1.7.1", "2.1.1.16.1", "2.1.1.20.1", "2.1.1.7.3", "2.1.1.16.3", "2.1.1.19.7", "2.1.1.18.3"}, "3", "6", "SEP0A0101000001", "2", "0", "2", "683")

	n.do(`stop: {service: Cisco CallManager, nodes: cucm-pub}`)
	n.do("reset: all")
	n.becomes("cucm-pub", totals, "0", "7", "0")
	n.becomes("cucm-sub1", totals, "5", "0", "0")
	n.becomes("cucm-sub1", []string{"1.2.1.5.1", "1.2.1.5.2"}, "3", "2")

	n.do("fault: {kind: node-down, nodes: cucm-sub1}")
	n.becomes("cucm-sub1", totals, "no answer")
	n.do("heal: {kind: node-down, nodes: cucm-sub1}")
	n.becomes("cucm-sub1", []string{"1.2.1.5.2"}, "2")
}

// TestUser: a user of version 3 sees the same; managers know the system by its number.
func TestUser(t *testing.T) {
	n := serve(t)
	m := n.manager("cucm-sub1")
	m.Version, m.SecurityModel, m.MsgFlags = gosnmp.Version3, gosnmp.UserSecurityModel, gosnmp.AuthNoPriv
	m.SecurityParameters = &gosnmp.UsmSecurityParameters{UserName: "op", AuthenticationProtocol: gosnmp.SHA256, AuthenticationPassphrase: "password1"}
	require.NoError(t, m.Connect())
	got, err := m.Get([]string{".1.3.6.1.2.1.1.2.0", ".1.3.6.1.2.1.1.5.0"})
	require.NoError(t, err)
	require.Equal(t, ".1.3.6.1.4.1.9.1.1348", got.Variables[0].Value)
	require.Equal(t, "cucm-sub1", said(got.Variables[1]))
}

// TestColumns: a walk tells every column of every phone.
func TestColumns(t *testing.T) {
	n := serve(t)
	columns := map[string]int{}
	require.NoError(t, n.manager("cucm-pub").BulkWalk(".1.3.6.1.4.1.9.9.156.1.2.1.1", func(v gosnmp.SnmpPDU) error {
		columns[strings.Split(v.Name, ".")[14]]++
		return nil
	}))
	for column, rows := range columns {
		require.Equal(t, 7, rows, column)
	}
	require.ElementsMatch(t, []string{"2", "4", "5", "6", "7", "8", "10", "13", "14", "15", "16", "17", "18", "19", "20"}, slices.Collect(maps.Keys(columns)))
}

// BenchmarkWalk walks in bulk through the phones of a call manager that has 100,000.
func BenchmarkWalk(b *testing.B) {
	tree := snmpd.Look(open(b, 100_000, nil), "cucm-pub")
	for b.Loop() {
		values := 0
		at := snmp.OID{1, 3, 6, 1, 4, 1, 9, 9, 156, 1, 2}
		for {
			next, _, ok := tree.Next(at)
			if _, below := next.Below(snmp.OID{1, 3, 6, 1, 4, 1, 9, 9, 156, 1, 2}); !ok || !below {
				break
			}
			at, values = next, values+1
		}
		b.ReportMetric(float64(values), "values")
	}
}

// BenchmarkLook looks at a lab with 100,000 phones.
func BenchmarkLook(b *testing.B) {
	l := open(b, 100_000, nil)
	b.ReportAllocs()
	for b.Loop() {
		snmpd.Look(l, "cucm-pub")
	}
}
