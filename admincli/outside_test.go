package admincli_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/admincli"
	"tvslab/sim"
)

// TestBackupsAreBounded: a device holds the newest 14 backups, whatever other devices hold.
func TestBackupsAreBounded(t *testing.T) {
	outside := admincli.NewOutside()
	outside.Archive(&sim.Backup{Device: "other"})
	for i := range 20 {
		outside.Archive(&sim.Backup{Device: "sftp", Time: time.Unix(int64(i), 0)})
	}
	held := outside.Backups("sftp")
	require.Len(t, held, 14)
	for i, b := range held {
		require.Equal(t, time.Unix(int64(6+i), 0), b.Time, fmt.Sprint(i))
	}
	require.Len(t, outside.Backups("other"), 1)
}
