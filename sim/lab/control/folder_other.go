//go:build !unix

package control

import "io/fs"

// exposed trusts the folder for temporary files, which is the user's own where there is no Unix.
func exposed(info fs.FileInfo, _ int) string {
	if !info.IsDir() {
		return "is open to others"
	}
	return ""
}
