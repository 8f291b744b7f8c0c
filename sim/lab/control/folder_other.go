//go:build !unix

package control

import (
	"io/fs"
	"os"
	"path/filepath"
)

// usualFolder is in the user's profile, which is his own.
func usualFolder() (string, error) {
	cache, err := os.UserCacheDir()
	return filepath.Join(cache, "tvslab", "run"), err
}

// exposed trusts a folder of the profile.
func exposed(info fs.FileInfo, _ int) string {
	if !info.IsDir() {
		return "is no folder"
	}
	return ""
}
