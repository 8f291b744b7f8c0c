package remotelog_test

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/event"
	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/remotelog"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const site = `title: A lab
release: "12.5"
cluster:
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  floor: {model: "8841", count: 3, tftp: [cucm-pub, cucm-sub1]}
steps: [power-on: all, expect: {floor: {trust: current}}]
`

// collected serves a lab whose syslogs go to a collector of severities up to one, does steps, and returns what came and what nodes wrote meanwhile.
func collected(t *testing.T, severity int, steps ...string) (came, wrote []string) {
	keys, err := keypool.Open("../../../testdata/keys", nil)
	require.NoError(t, err)
	s, err := scenarios.Load("lab.yaml", []byte(site))
	require.NoError(t, err)
	s, err = s.For(s.Cells()[0])
	require.NoError(t, err)
	sender, begun := remotelog.New(severity), false
	log := func(line event.Event) {
		sender.Add(line)
		if begun && line.What.Kind() == lab.LogSyslog {
			wrote = append(wrote, line.What.String())
		}
	}
	r, err := scenarios.Prepare(t.Context(), s, scenarios.Options{Keys: keys, Log: log})
	require.NoError(t, err)
	defer r.Lab.Close()
	_, err = r.Play(t.Context(), 1)
	require.NoError(t, err)
	collector, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:0")))
	require.NoError(t, err)
	defer collector.Close()
	l := control.Share(r, control.NewLogs(), control.ResetsAtOnce)
	sender.Open()
	begun = true
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- sender.Serve(ctx, l, []netip.AddrPort{collector.LocalAddr().(*net.UDPAddr).AddrPort()})
	}()
	for _, step := range steps {
		require.NoError(t, l.Play(t.Context(), "test", step))
	}
	end()
	require.NoError(t, <-ended)
	require.Zero(t, sender.Lost())
	buffer := make([]byte, 4096)
	for {
		require.NoError(t, collector.SetReadDeadline(time.Now().Add(200*time.Millisecond)))
		n, err := collector.Read(buffer)
		if err != nil {
			return came, wrote
		}
		came = append(came, string(buffer[:n]))
	}
}

// TestCollector: a collector gets what nodes write, line by line, with its priority before it and nothing of before.
func TestCollector(t *testing.T) {
	came, wrote := collected(t, 6, "restart: {service: Cisco Tftp, nodes: cucm-sub1}", `power-off: ["floor[1]"]`, "reset: all")
	require.Len(t, came, len(wrote))
	for i, line := range came {
		priority, text, ok := strings.Cut(line, ">")
		require.True(t, ok)
		require.Equal(t, wrote[i], text)
		require.Contains(t, []string{"<190", "<188"}, priority, "local7, informational or warning")
	}
	has := func(want string) bool {
		return slices.ContainsFunc(came, func(line string) bool { return strings.Contains(line, want) })
	}
	require.True(t, has("<190>1: cucm-sub1: Jan 05 2026 "), "the lab's clock")
	require.True(t, has("%UC_SERVICEMANAGER-6-ServiceStopped: %[ServiceName=Cisco Tftp]"))
	require.True(t, has("%UC_CALLMANAGER-4-EndPointUnregistered: %[DeviceName=SEP0A0101000001][Protocol=SIP][DeviceType=683][Description=SEP0A0101000001][Reason=13]"))
	require.True(t, has("%UC_CALLMANAGER-6-EndPointUnregistered: %[DeviceName=SEP0A0101000002][Protocol=SIP][DeviceType=683][Description=SEP0A0101000002][Reason=9]"))
	require.True(t, has("%UC_CALLMANAGER-6-EndPointRegistered: %[DeviceName=SEP0A0101000003]"))
}

// TestSeverity: what is less urgent than was asked for is not sent.
func TestSeverity(t *testing.T) {
	came, _ := collected(t, 4, `power-off: ["floor[1]"]`, "reset: all")
	require.Len(t, came, 1)
	require.Contains(t, came[0], "<188>")
}

// line is something in syslog.
type line string

func (line) Kind() string     { return lab.LogSyslog }
func (w line) String() string { return string(w) }

// TestLost: nobody waits for a collector; what is too much is lost, and counted.
func TestLost(t *testing.T) {
	s := remotelog.New(7)
	s.Add(event.Event{What: line("1: n: %UC_X-3-Y: before")})
	s.Open()
	for range 20_000 {
		s.Add(event.Event{What: line("1: n: %UC_X-3-Y: text")})
	}
	s.Add(event.Event{What: line("no CiscoLog")})
	require.EqualValues(t, 20_000-16<<10, s.Lost())
}
