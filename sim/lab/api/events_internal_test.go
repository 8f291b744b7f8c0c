package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/event"
	"tvslab/sim/lab"
	"tvslab/sim/lab/control"
)

// TestTell: a storm goes out in pieces, silence is broken now and then, and who reads too slowly is told what was lost.
func TestTell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := control.NewJournal()
		add := func(n int) {
			for range n {
				j.Add(event.Event{Phone: "SEP0A0101000001", What: lab.PoweredOff{}})
			}
		}
		add(20_000)
		ctx, cancel := context.WithCancel(t.Context())
		var out recorder
		ended := make(chan error, 1)
		go func() { ended <- tell(ctx, j, 3, &out) }()
		time.Sleep(10*pace + pace/2)
		synctest.Wait()
		text, pieces := out.take()
		require.Equal(t, 11, pieces, "a greeting and ten thousand events in ten pieces")
		require.Contains(t, text, "event: lost\ndata: {\"lost\":9997}\n\nid: 10001\nevent: happened\ndata: {\"number\":10001,")
		require.True(t, strings.HasSuffix(text, "\"phone\":\"SEP0A0101000001\",\"kind\":\"power\",\"text\":\"power off\"}\n\n"), "the last one")
		require.Equal(t, 10_000, strings.Count(text, "event: happened"))
		time.Sleep(2*alive + pace)
		synctest.Wait()
		text, _ = out.take()
		require.Equal(t, ": nothing happened\n\n: nothing happened\n\n", text)
		add(2)
		time.Sleep(pace)
		synctest.Wait()
		text, _ = out.take()
		require.Equal(t, 2, strings.Count(text, "id: 2000"), text)
		cancel()
		require.ErrorIs(t, <-ended, context.Canceled)
	})
}

// TestTellNobody: a stream ends with who took it.
func TestTellNobody(t *testing.T) {
	j := control.NewJournal()
	j.Add(event.Event{What: lab.PoweredOff{}})
	gone := errors.New("gone")
	for most := range 2 {
		require.ErrorIs(t, tell(t.Context(), j, 0, &deaf{most, gone}), gone)
	}
}

// recorder keeps what is written until somebody takes it.
type recorder struct {
	mutex  sync.Mutex
	text   bytes.Buffer
	pieces int
}

func (r *recorder) Write(b []byte) (int, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.pieces++
	return r.text.Write(b)
}

// take is what was written since it was taken last, and how many pieces there were in all.
func (r *recorder) take() (text string, pieces int) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	defer r.text.Reset()
	return r.text.String(), r.pieces
}

type deaf struct {
	most int
	err  error
}

func (d *deaf) Write(b []byte) (int, error) {
	if d.most--; d.most < 0 {
		return 0, fmt.Errorf("write: %w", d.err)
	}
	return len(b), nil
}
