package cli

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// TestProgressInAFile: where nobody watches, what takes long is told now and then, and its end not at all.
func TestProgressInAFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		s := newScreen(&b, &b)
		p := newProgress(s, "playing steps")
		for done := range 4 {
			p.report(done+1, 4)
			<-time.After(6 * time.Second)
		}
		p.end()
		require.NoError(t, s.end())
		require.Equal(t, "playing steps 2/4\nplaying steps 3/4\n", b.String())
	})
}
