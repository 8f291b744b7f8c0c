package client_test

import (
	"context"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/remedy"
	"tvslab/sim/lab/api/client"
	"tvslab/sim/lab/api/testapi"
	"tvslab/sim/lab/control"
	"tvslab/sim/page"
	"tvslab/why"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const keys = "../../../../testdata/keys"

// both is a lab and its clients over the socket and over TCP.
func both(t *testing.T) (*control.Lab, map[string]*client.Lab) {
	shared := testapi.Lab(t, keys)
	overTCP, err := client.At("http://"+testapi.OnTCP(t, shared, "secret"), "secret")
	require.NoError(t, err)
	return shared, map[string]*client.Lab{"socket": client.OnSocket(testapi.OnSocket(t, shared)), "TCP": overTCP}
}

// each plays a test over the socket and over TCP.
func each(t *testing.T, play func(*testing.T, *control.Lab, *client.Lab)) {
	for _, name := range []string{"socket", "TCP"} {
		t.Run(name, func(t *testing.T) {
			shared, ways := both(t)
			play(t, shared, ways[name])
		})
	}
}

func TestRun(t *testing.T) {
	each(t, func(t *testing.T, shared *control.Lab, l *client.Lab) {
		names, err := l.Nodes(t.Context())
		require.NoError(t, err)
		require.Equal(t, []string{"cucm-pub", "cucm-sub1"}, names)
		results, err := l.Run(t.Context(), "cucm-sub1", []string{"utils service stop Cisco Tftp", "reboot", "show itl"}, []string{"no"})
		require.NoError(t, err)
		require.Len(t, results, 2, "a refused command is the last")
		require.Contains(t, results[0].Output, "Cisco Tftp[STOPPED]  \n")
		require.Contains(t, results[1].Refused, `command "reboot" is not known here`)
		require.Equal(t, []string{"Cisco Tftp"}, shared.Status(t.Context()).Nodes[1].Stopped)
		_, err = l.Run(t.Context(), "nobody", []string{"show itl"}, nil)
		require.ErrorAs(t, err, new(control.RefusedError))
		require.EqualError(t, err, `node "nobody" is not in the lab; nodes are cucm-pub, cucm-sub1`)
	})
}

func TestOpen(t *testing.T) {
	each(t, func(t *testing.T, shared *control.Lab, l *client.Lab) {
		var screen strings.Builder
		err := l.Open(t.Context(), "", strings.NewReader("utils ctl set-cluster mixed-mode\ny\nquit\n"), &screen, control.Screen{})
		require.NoError(t, err)
		text := screen.String()
		require.True(t, strings.HasPrefix(text, "admin:utils ctl set-cluster mixed-mode\nThis operation will set"), text)
		require.True(t, strings.HasSuffix(text, "admin:quit\n"), text)
		require.Equal(t, "mixed", shared.Status(t.Context()).Nodes[0].Security)
	})
}

// TestEndOfKeys: a shell does what was typed before the keys ended.
func TestEndOfKeys(t *testing.T) {
	each(t, func(t *testing.T, _ *control.Lab, l *client.Lab) {
		var screen strings.Builder
		err := l.Open(t.Context(), "cucm-sub1", strings.NewReader("show version active\n"), &screen, control.Screen{Terminal: true, Width: 80, Height: 24})
		require.NoError(t, err)
		require.Contains(t, screen.String(), "Active Master Version: 11.5")
		require.ErrorContains(t, l.Open(t.Context(), "nobody", strings.NewReader(""), &screen, control.Screen{}), `node "nobody" is not in the lab`)
	})
}

// TestAsk: all questions have their answers.
func TestAsk(t *testing.T) {
	each(t, func(t *testing.T, shared *control.Lab, l *client.Lab) {
		status, err := l.Do(t.Context(), "power-on: floor")
		require.NoError(t, err)
		require.Equal(t, "current", status.Groups[0].Trust)
		same, err := l.Status(t.Context())
		require.NoError(t, err)
		require.Equal(t, status, same)
		require.Equal(t, shared.Status(t.Context()), same)
		resets, err := l.Resets(t.Context())
		require.NoError(t, err)
		require.Equal(t, &control.Waiting{When: "held", Why: []string{}}, resets)
		list, err := l.Phones(t.Context(), control.PhoneQuery{Select: []string{"lobby", "floor[1..2]"}, Limit: 2})
		require.NoError(t, err)
		require.Equal(t, 3, list.Count)
		require.Equal(t, "SEP0A0101000002", list.Next)
		_, err = l.Do(t.Context(), "reset: nobody")
		require.ErrorAs(t, err, new(control.RefusedError))
		d, err := l.Page(t.Context(), page.Request{Page: "certificate-management", Node: "cucm-sub1", Before: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)})
		require.NoError(t, err)
		require.Equal(t, "cucm-sub1", d.Node)
		require.NotEmpty(t, d.Filter)
	})
}

// TestWhy: stories are those of the lab.
func TestWhy(t *testing.T) {
	shared := testapi.Lab(t, keys)
	l := client.OnSocket(testapi.OnSocket(t, shared))
	_, err := l.Do(t.Context(), "power-on: all")
	require.NoError(t, err)
	for _, node := range []string{"cucm-pub", "cucm-sub1"} {
		_, err := l.Run(t.Context(), node, []string{"set cert regen CallManager", "set cert regen TVS", "utils service restart Cisco Trust Verification Service", "utils service restart Cisco Tftp"}, nil)
		require.NoError(t, err)
	}
	_, err = l.Do(t.Context(), "wait: registered")
	require.NoError(t, err)
	doc, err := l.Why(t.Context(), why.Ask{Group: "floor"})
	require.NoError(t, err)
	require.Equal(t, 3, doc.Stories[0].Count)
	require.Equal(t, remedy.ITLReset, doc.Stories[0].Remedies[0].Tried[0].Code)
	_, err = l.Why(t.Context(), why.Ask{Phone: "SEP000000000000"})
	require.ErrorAs(t, err, new(control.RefusedError))
	require.ErrorContains(t, err, `phone "SEP000000000000": there is none in the lab`)
}

// silent is a listener that takes connections and says nothing.
func silent(t *testing.T, network, address string) net.Listener {
	l, err := net.Listen(network, address)
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	return l
}

// TestInterrupted: somebody who waits for a lab that is busy can be interrupted.
func TestInterrupted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.sock")
	l := silent(t, "unix", path)
	for name, ask := range map[string]func(context.Context) error{
		"question": func(ctx context.Context) error { _, err := client.OnSocket(path).Status(ctx); return err },
		"shell": func(ctx context.Context) error {
			return client.OnSocket(path).Open(ctx, "cucm-pub", strings.NewReader(""), new(strings.Builder), control.Screen{})
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- ask(ctx) }()
			c, err := l.Accept()
			require.NoError(t, err)
			defer c.Close()
			cancel()
			require.ErrorIs(t, <-ended, context.Canceled)
		})
	}
}

// TestNoLab: who asks where no lab is gets one clear error.
func TestNoLab(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.sock")
	l := silent(t, "unix", path)
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	require.NoError(t, l.Close())
	_, err := client.OnSocket(path).Nodes(t.Context())
	require.EqualError(t, err, "control socket "+path+": the lab that made it runs no more")
	_, err = client.OnSocket("/" + strings.Repeat("x", 200)).Nodes(t.Context())
	require.ErrorAs(t, err, new(*control.LongPathError))
	wrong, err := client.At("http://"+testapi.OnTCP(t, nil, "secret"), "other")
	require.NoError(t, err)
	_, err = wrong.Nodes(t.Context())
	require.ErrorContains(t, err, "send Authorization: Bearer and the token")
	for _, address := range []string{"127.0.0.1:1", "https://127.0.0.1", "http://", "http://a/b", "http://u@a", "http://a?b=c", ":"} {
		_, err := client.At(address, "x")
		require.ErrorContains(t, err, "no address of a control API", address)
	}
	_, err = client.At("http://127.0.0.1:1", "")
	require.EqualError(t, err, "the token is empty")
}

// TestHangUp: a peer that says nothing, or goes away in a session, leaves nothing behind.
func TestHangUp(t *testing.T) {
	path := testapi.OnSocket(t, testapi.Lab(t, keys))
	c, err := net.Dial("unix", path)
	require.NoError(t, err)
	defer c.Close() // held until the lab ends
	ctx, cancel := context.WithCancel(t.Context())
	seen := make(chan struct{}, 100)
	ended := make(chan error, 1)
	in, typed := net.Pipe()
	defer in.Close()
	go func() {
		ended <- client.OnSocket(path).Open(ctx, "", typed, tell(seen), control.Screen{Terminal: true})
	}()
	<-seen
	cancel()
	require.ErrorIs(t, <-ended, context.Canceled)
}

// tell tells of everything that is written.
type tell chan struct{}

func (w tell) Write(b []byte) (int, error) { w <- struct{}{}; return len(b), nil }
