package relay

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/outcome"
	"tvslab/sim/lab/trouble"
	"tvslab/tftpd"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type files map[string][]byte

func (f files) Open(name string) ([]byte, error) {
	if data, ok := f[name]; ok {
		return data, nil
	}
	return nil, outcome.NotFound
}

// start serves the files over TFTP and HTTP, and returns where.
func start(t *testing.T) (udp, tcp string, served files) {
	t.Helper()
	served = files{"ITLFile.tlv": []byte(strings.Repeat("0123456789", 300))}
	s := &tftpd.Server{Source: served}
	conn, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(mustPort(loopback)))
	require.NoError(t, err)
	l, err := net.Listen("tcp4", loopback)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 2)
	go func() { done <- s.ServeTFTP(ctx, conn) }()
	go func() { done <- s.ServeHTTPListener(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, errors.Join(<-done, <-done))
	})
	return conn.LocalAddr().String(), l.Addr().String(), served
}

// patient waits longer than a relay holds anything.
func patient() *tftpd.Client { return &tftpd.Client{Retransmit: []time.Duration{10 * time.Second}} }

// client sends again before a relay gives up.
func client() *tftpd.Client {
	return &tftpd.Client{Retransmit: []time.Duration{50 * time.Millisecond, 100 * time.Millisecond, 200 * time.Millisecond}, HTTPTimeout: 10 * time.Second}
}

// TestTFTP: a file comes through a relay that loses, doubles and shuffles, sent again as often as was lost; or it does not come.
func TestTFTP(t *testing.T) {
	udp, _, served := start(t)
	for name, row := range map[string]struct {
		fate   trouble.Fate
		resent int
		stuck  bool
	}{
		"nothing":                  {},
		"the request is lost once": {fate: trouble.Fate{Lost: []int{1}}, resent: 1},
		"packets are lost":         {fate: trouble.Fate{Lost: []int{1, 0, 2, 0, 1}}, resent: 4},
		"all comes twice":          {fate: trouble.Fate{Late: trouble.Course{Duplicate: 100}}},
		"shuffled":                 {fate: trouble.Fate{Late: trouble.Course{Reorder: 50, Duplicate: 50}}},
		"the request is lost":      {fate: trouble.Fate{Stage: trouble.Answer}, stuck: true},
		"lost half way":            {fate: trouble.Fate{Stage: trouble.Answer, Lost: []int{0, 0, 3}}, stuck: true},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := For(t.Context(), true, Path{Target: udp, Fate: row.fate, TFTP: true, Longest: time.Second})
			require.NoError(t, err)
			defer r.Close()
			c := client()
			if row.resent == 0 && !row.stuck {
				c = patient()
			}
			got, err := c.Fetch(t.Context(), tftpd.Request{Server: r.Address(), Name: "ITLFile.tlv"})
			if row.stuck {
				require.ErrorIs(t, err, outcome.Timeout)
				<-r.Stuck()
				return
			}
			require.NoError(t, err)
			require.Equal(t, served["ITLFile.tlv"], got.Data)
			require.Equal(t, row.resent, got.Resent)
		})
	}
}

// TestHTTP: an answer comes late, or never.
func TestHTTP(t *testing.T) {
	_, tcp, served := start(t)
	for name, row := range map[string]struct {
		fate  trouble.Fate
		stuck bool
	}{
		"late":             {fate: trouble.Fate{Wait: 30 * time.Millisecond}},
		"hangs":            {fate: trouble.Fate{Stage: trouble.Answer, Late: trouble.Course{Hangs: true}}, stuck: true},
		"the answer stuck": {fate: trouble.Fate{Stage: trouble.Answer}, stuck: true},
		"a silent port":    {fate: trouble.Fate{Stage: trouble.Connect}, stuck: true},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := For(t.Context(), false, Path{Target: tcp, Fate: row.fate, Longest: time.Second})
			require.NoError(t, err)
			defer r.Close()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			ended := make(chan error, 1)
			go func() {
				data, err := client().HTTP(ctx, r.Address(), "ITLFile.tlv")
				if err == nil && string(data) != string(served["ITLFile.tlv"]) {
					err = errors.New("another file")
				}
				ended <- err
			}()
			if row.stuck {
				<-r.Stuck()
				cancel()
				require.ErrorIs(t, <-ended, context.Canceled)
				return
			}
			require.NoError(t, <-ended)
		})
	}
}

// TestSilence: nobody gets a connection, and nobody is refused, until the port is given back.
func TestSilence(t *testing.T) {
	s, err := Silence(loopback)
	require.NoError(t, err)
	_, err = net.DialTimeout("tcp4", s.Address(), 50*time.Millisecond)
	var timeout net.Error
	require.ErrorAs(t, err, &timeout)
	require.True(t, timeout.Timeout(), err)
	require.NoError(t, s.Close())
	l, err := net.Listen("tcp4", s.Address())
	require.NoError(t, err)
	require.NoError(t, l.Close())
}

// TestQuestion: an answer is swallowed only when the records of the question have passed, in whatever pieces.
func TestQuestion(t *testing.T) {
	r, _ := open(t.Context(), "")
	defer r.Close()
	f := newFated(r, Path{Question: 1, Fate: trouble.Fate{Stage: trouble.Answer}})
	handshake, data := []byte{22, 3, 3, 0, 2, 1, 2}, []byte{23, 3, 3, 0, 3, 1, 2, 3}
	for _, b := range handshake {
		f.asked([]byte{b})
	}
	_, mute := f.answers(handshake)
	require.False(t, mute)
	f.asked(data[:3])
	_, mute = f.answers(handshake)
	require.False(t, mute)
	f.asked(data[3:])
	_, mute = f.answers(data)
	require.True(t, mute)
}

var _ io.Closer = (*Silent)(nil)
