package trouble_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/service"
	"tvslab/sim/lab/trouble"
)

// exchange is one that would go well: a file of ten blocks, a certificate of 900 bytes.
func exchange(at service.Service) trouble.Exchange {
	times := []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second}
	x := trouble.Exchange{Service: at, Listens: true, Luck: "lucky", Flight: func() int { return 900 }, Answer: func() int { return 5000 },
		Patience: trouble.Patience{Repeats: times, Rest: 5 * time.Second}}
	if at == service.TVS {
		x.Patience.Connect, x.Answer = 5*time.Second, func() int { return 1000 }
	}
	return x
}

// TestFate: where exchanges get stuck.
func TestFate(t *testing.T) {
	type row struct {
		at      service.Service
		trouble trouble.Trouble
		want    trouble.Stage
	}
	for name, row := range map[string]row{
		"a silent port, TFTP":            {service.TFTP, trouble.Trouble{Kind: trouble.Silent}, trouble.Answer},
		"a silent port, HTTP":            {service.HTTP, trouble.Trouble{Kind: trouble.Silent}, trouble.Connect},
		"a server hangs, TLS":            {service.TVS, trouble.Trouble{Kind: trouble.Hangs}, trouble.Flight},
		"a server hangs, no TLS":         {service.SIP, trouble.Trouble{Kind: trouble.Hangs}, trouble.Answer},
		"slow within the timeout":        {service.TVS, trouble.Trouble{Kind: trouble.Slow, Time: 4 * time.Second}, trouble.Done},
		"slow beyond it":                 {service.TVS, trouble.Trouble{Kind: trouble.Slow, Time: 6 * time.Second}, trouble.Answer},
		"slow CAPF":                      {service.CAPF, trouble.Trouble{Kind: trouble.Slow, Time: 6 * time.Second}, trouble.Flight},
		"slow TFTP":                      {service.TFTP, trouble.Trouble{Kind: trouble.Slow, Time: 8 * time.Second}, trouble.Answer},
		"late, four round trips":         {service.TVS, trouble.Trouble{Kind: trouble.Delay, Time: time.Second}, trouble.Done},
		"late, the handshake is in time": {service.TVS, trouble.Trouble{Kind: trouble.Delay, Time: 2 * time.Second}, trouble.Answer},
		"late, the handshake is not":     {service.TVS, trouble.Trouble{Kind: trouble.Delay, Time: 3 * time.Second}, trouble.Flight},
		"late, the connection is not":    {service.TVS, trouble.Trouble{Kind: trouble.Delay, Time: 5 * time.Second}, trouble.Connect},
		"late, HTTP":                     {service.HTTP, trouble.Trouble{Kind: trouble.Delay, Time: 3 * time.Second}, trouble.Answer},
		"late, a server gives up":        {service.TFTP, trouble.Trouble{Kind: trouble.Delay, Time: 5 * time.Second}, trouble.Answer},
		"small packets, TFTP":            {service.TFTP, trouble.Trouble{Kind: trouble.MTU, Bytes: 576}, trouble.Done},
		"small packets, HTTP":            {service.HTTP, trouble.Trouble{Kind: trouble.MTU, Bytes: 1499}, trouble.Answer},
		"small packets, SIP":             {service.SIP, trouble.Trouble{Kind: trouble.MTU, Bytes: 576}, trouble.Answer},
		"a certificate fits":             {service.TVS, trouble.Trouble{Kind: trouble.MTU, Bytes: 1400}, trouble.Done},
		"a certificate does not":         {service.TVS, trouble.Trouble{Kind: trouble.MTU, Bytes: 1300}, trouble.Flight},
		"all lost, TFTP":                 {service.TFTP, trouble.Trouble{Kind: trouble.Loss, Percent: 100}, trouble.Answer},
		"all lost, TLS":                  {service.SecureSIP, trouble.Trouble{Kind: trouble.Loss, Percent: 100}, trouble.Connect},
		"doubled":                        {service.TFTP, trouble.Trouble{Kind: trouble.Duplicate, Percent: 100}, trouble.Done},
		"out of order":                   {service.HTTP, trouble.Trouble{Kind: trouble.Reorder, Percent: 100}, trouble.Done},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, row.want, trouble.Of([]trouble.Trouble{row.trouble}, exchange(row.at)).Stage)
		})
	}
}

// TestNobodyListens: a server that does not run refuses what reaches it.
func TestNobodyListens(t *testing.T) {
	for kind, want := range map[trouble.Kind]trouble.Stage{trouble.Silent: trouble.Connect, trouble.Hangs: trouble.Done, trouble.Slow: trouble.Done} {
		x := exchange(service.TVS)
		x.Listens = false
		require.Equal(t, want, trouble.Of([]trouble.Trouble{{Kind: kind, Time: time.Hour}}, x).Stage, kind)
	}
}

// TestLuck: of many exchanges as many get lost as the percentage says, the same ones each time, and none on a calm day.
func TestLuck(t *testing.T) {
	loss := []trouble.Trouble{{Kind: trouble.Loss, Percent: 50}} // three of four round trips
	ends := func(at service.Service) (stuck int) {
		for i := range 2000 {
			x := exchange(at)
			x.Luck, x.Answer = fmt.Sprint(i), func() int { return 100 }
			fate := trouble.Of(loss, x)
			require.Equal(t, fate, trouble.Of(loss, x))
			if fate.Stage != trouble.Done {
				stuck++
			}
			x.Luck = ""
			require.Equal(t, trouble.Done, trouble.Of(loss, x).Stage)
		}
		return stuck
	}
	require.InDelta(t, 2000*0.75*0.75*0.75*0.75, ends(service.TFTP), 100, "four transmissions of one packet")
	require.InDelta(t, 2000*(1-0.58*0.58), ends(service.HTTP), 250, "five seconds for two round trips")
}

// TestTwoTroubles: what stops first counts, and times add up.
func TestTwoTroubles(t *testing.T) {
	both := []trouble.Trouble{{Kind: trouble.Hangs}, {Kind: trouble.Silent}}
	require.Equal(t, trouble.Connect, trouble.Of(both, exchange(service.TVS)).Stage)
	late := []trouble.Trouble{{Kind: trouble.Delay, Time: time.Second}, {Kind: trouble.Slow, Time: 3 * time.Second}}
	fate := trouble.Of(late, exchange(service.TVS))
	require.Equal(t, trouble.Answer, fate.Stage, "three round trips and the server")
	require.Equal(t, trouble.Course{Delay: time.Second, Slow: 3 * time.Second}, fate.Late)
}

// TestRows: every kind says what it is, and is found.
func TestRows(t *testing.T) {
	for _, r := range trouble.Rows() {
		require.Same(t, r.Kind.Row(), trouble.Trouble{Kind: r.Kind}.Row())
		require.NotEmpty(t, r.Effect)
		require.NotEmpty(t, r.Memory)
		require.NotEmpty(t, r.Sockets)
		require.NotEmpty(t, r.Shows)
	}
	require.Equal(t, trouble.Blocked, trouble.Trouble{}.Row().Kind)
	require.Nil(t, trouble.Kind("no").Row())
	require.True(t, trouble.Loss.Row().Allows(trouble.Port))
	require.False(t, trouble.Loss.Row().Allows(trouble.Time))
}
