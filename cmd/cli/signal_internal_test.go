package cli

import (
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// What comes with the first signal means the same; what comes later ends the process at once.
func TestSecondSignal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		caught, got := make(chan os.Signal), make(chan os.Signal, 1)
		begun := time.Now()
		go func() { got <- second(caught) }()
		caught <- syscall.SIGTERM // of timeout(1), to the group
		time.Sleep(sameWish - time.Millisecond)
		caught <- syscall.SIGTERM
		synctest.Wait()
		require.Empty(t, got)
		time.Sleep(time.Second)
		caught <- os.Interrupt
		require.Equal(t, os.Interrupt, <-got)
		require.Equal(t, sameWish-time.Millisecond+time.Second, time.Since(begun))
	})
}
