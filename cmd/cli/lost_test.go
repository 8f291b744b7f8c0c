package cli_test

import (
	"bytes"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/cmd/cli"
)

// fullDisk has room for some bytes.
type fullDisk struct{ room int }

func (f *fullDisk) Write(b []byte) (int, error) {
	n := min(len(b), f.room)
	if f.room -= n; n < len(b) {
		return n, syscall.ENOSPC
	}
	return n, nil
}

// TestLostOutput: a command whose output was lost, or a part of it, ends with an error.
func TestLostOutput(t *testing.T) {
	for _, line := range []string{
		"list", "list -o json", "reasons", "schema", "version", "show tftp-both-changed-tvs-ok",
		"run --keys ../../testdata/keys --release 12.5 tftp-both-changed-tvs-ok",
		"run --keys ../../testdata/keys --release 12.5 --timeline tftp-both-changed-tvs-ok",
		"run --keys ../../testdata/keys --release 12.5 -o json tftp-both-changed-tvs-ok",
		"inspect ../../testdata/vectors/tlv-cucm-layout/CTLFile-10.5-tokenless-sha1-rsa1024.tlv",
	} {
		t.Run(line, func(t *testing.T) {
			for _, room := range []int{0, 10} {
				var errs bytes.Buffer
				require.Equal(t, 3, cli.Run(t.Context(), strings.Fields(line), strings.NewReader(""), &fullDisk{room}, &errs))
				require.Contains(t, errs.String(), "no space left on device")
			}
		})
	}
}
