package sqlitefile

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestURI(t *testing.T) {
	for absolute, want := range map[string]string{
		"/var/lib/tvslab/lab.db":     "file:///var/lib/tvslab/lab.db?mode=rw",
		"/a lab/50%?#.db":            "file:///a%20lab/50%25%3F%23.db?mode=rw",
		"C:/Users/Anna/a lab/lab.db": "file:///C:/Users/Anna/a%20lab/lab.db?mode=rw",
		"//server/share/lab.db":      "file:////server/share/lab.db?mode=rw",
	} {
		require.Equal(t, want, uri(absolute, "mode=rw"))
	}
	here, err := URI("lab.db", "mode=rw")
	require.NoError(t, err)
	absolute, err := filepath.Abs("lab.db")
	require.NoError(t, err)
	require.True(t, strings.HasSuffix(here, strings.ReplaceAll(filepath.ToSlash(filepath.Base(filepath.Dir(absolute))), " ", "%20")+"/lab.db?mode=rw"), here)
}
