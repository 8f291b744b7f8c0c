package attack

import (
	"context"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/cmd/hostile/target"
	"tvslab/scenarios"
	"tvslab/trustlist"
)

// TestScenarios: what labs are made of can be played, so that an attack that fails fails for its own reason.
func TestScenarios(t *testing.T) {
	for name, text := range map[string]string{"under attack": underAttack, "removed": vanishing("remove-node"), "rebuilt": vanishing("rebuild-node"),
		"plan": plan("    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}\n", "  g0: {model: \"8841\", tftp: [cucm-pub]}\n")} {
		t.Run(name, func(t *testing.T) {
			_, err := scenarios.Load("lab.yaml", []byte(text))
			require.NoError(t, err)
		})
	}
}

// TestMutated: a mutation leaves the message as it was, and most differ from it.
func TestMutated(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	message, same := []byte("a message of a few bytes"), 0
	for range 1000 {
		if slices.Equal(mutated(r, message), message) {
			same++
		}
	}
	require.Less(t, same, 50)
	require.Equal(t, "a message of a few bytes", string(message))
	require.Empty(t, mutated(r, nil))
}

func TestRequest(t *testing.T) {
	require.Equal(t, "\x00\x01a\x00octet\x00blksize\x008\x00", string(request("a", "blksize", "8")))
}

// TestFigures stand in the order in which they were first spoken of.
func TestFigures(t *testing.T) {
	f := &Field{}
	f.count("packets").Add(2)
	f.count("answers").Add(1)
	f.count("packets").Add(1)
	require.Equal(t, "3 packets, 1 answers", f.Figures())
}

// TestCrew: all act until the time is over, with numbers of their own that are the same every time.
func TestCrew(t *testing.T) {
	first := func() (numbers []uint64) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			said := make(chan uint64, 100)
			crew(ctx, 3, func(r *rand.Rand) {
				said <- r.Uint64()
				rest(ctx, 600*time.Millisecond)
			})
			close(said)
			for n := range said {
				numbers = append(numbers, n)
			}
		})
		slices.Sort(numbers)
		return numbers
	}
	once := first()
	require.Len(t, once, 6)
	require.Len(t, slices.Compact(slices.Clone(once)), 6)
	require.Equal(t, once, first())
}

// TestRing: the newest connections are held, those that were there before are closed.
func TestRing(t *testing.T) {
	r := &ring{most: 2}
	var others []net.Conn
	for range 5 {
		near, far := net.Pipe()
		others = append(others, far)
		r.add(near)
	}
	open := func() (list []bool) {
		for _, c := range others {
			_ = c.SetReadDeadline(time.Now().Add(time.Millisecond))
			_, err := c.Read(make([]byte, 1))
			list = append(list, os.IsTimeout(err))
		}
		return list
	}
	require.Equal(t, []bool{false, false, false, true, true}, open())
	r.close()
	require.NotContains(t, open(), true)
}

// TestSigned: the files that commands print are such that they are read.
func TestSigned(t *testing.T) {
	f, err := trustlist.ParseSigned([]byte(signed("\x1b[31m")), trustlist.Lenient)
	require.NoError(t, err)
	require.Equal(t, "\x1b[31m.sgn", f.Header.FileName)
}

// TestQuoted: a title that is quoted is read as what it was.
func TestQuoted(t *testing.T) {
	file := filepath.Join(t.TempDir(), "p.yaml")
	f := &Field{Binary: &target.Binary{Dir: filepath.Dir(file)}}
	require.NotEmpty(t, f.printing(0, "\x1b]0;title\x07"))
	text, err := os.ReadFile(filepath.Join(filepath.Dir(file), "p0.yaml"))
	require.NoError(t, err)
	require.Contains(t, string(text), `title: "\U0000001b\U0000005d`)
	require.NotContains(t, string(text), "\x1b")
}

func TestClientHello(t *testing.T) {
	hello := clientHello()
	require.Greater(t, len(hello), 50)
	require.Equal(t, []byte{22, 3, 1}, hello[:3], "a handshake record")
}

// TestTime: the long form of a row is its own, or ten times the short one.
func TestTime(t *testing.T) {
	row := Attack{For: 2 * time.Second}
	require.Equal(t, 2*time.Second, row.Time(0))
	require.Equal(t, 20*time.Second, row.Time(1))
	require.Equal(t, 11*time.Second, row.Time(0.5))
	row.Long = time.Minute
	require.Equal(t, time.Minute, row.Time(1))
	require.Zero(t, Attack{}.Time(1), "until all of it was done once")
}
