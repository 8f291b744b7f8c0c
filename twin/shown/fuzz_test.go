package shown_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/twin/shown"
)

// FuzzRead: whatever a file holds, reading it ends, stays within its bounds, and says something.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txt")
	require.NoError(f, err)
	for _, name := range append(files, vectors+"tlv-cucm-layout/CTLFile-10.5-tokenless-sha1-rsa1024.tlv", vectors+"certs/ccm.crt.pem") {
		data, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(data)
		f.Add(data[:len(data)/2])
	}
	f.Add([]byte("\xff\xfea\x00d\x00"))
	f.Add([]byte("admin:show itl\b\b\r\x1b[K\x1b[2K\x1b]0;x\x07"))
	f.Fuzz(func(t *testing.T, data []byte) {
		read := shown.Read("f", data)
		require.False(t, len(read.Sessions) == 0 && len(read.Problems) == 0 && len(read.Skipped) == 0, "a file of which nothing is said")
		require.LessOrEqual(t, len(read.Problems), 101)
		lines := strings.Count(string(data), "\n") + 1
		for _, p := range read.Problems {
			require.False(t, strings.ContainsAny(p.Text, "\n\x1b"), "%q", p.Text)
			require.LessOrEqual(t, p.Line, 2*lines+1)
		}
		for _, s := range read.Sessions {
			require.NotEmpty(t, s.Outputs)
		}
	})
}
