package asset_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/web/asset"
)

// TestAll: each file is the one that was taken over, with its licence, and there is no other.
func TestAll(t *testing.T) {
	there, err := fs.ReadDir(asset.Files, "files")
	require.NoError(t, err)
	left := map[string]bool{}
	for _, f := range there {
		left[f.Name()] = true
	}
	for _, f := range asset.All {
		text, err := asset.Files.ReadFile(path.Join("files", f.Name))
		require.NoError(t, err)
		sum := sha256.Sum256(text)
		require.Equal(t, f.SHA256, hex.EncodeToString(sum[:]), f.Name)
		require.NotContains(t, string(text), "sourceMappingURL", f.Name)
		licence := strings.TrimSuffix(f.Name, path.Ext(f.Name)) + ".LICENSE"
		_, err = asset.Files.ReadFile(path.Join("files", licence))
		require.NoError(t, err)
		delete(left, f.Name)
		delete(left, licence)
	}
	require.Empty(t, left)
}
