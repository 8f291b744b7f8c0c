//go:build !windows

package cli

import "os"

// takesSequences reports whether a terminal takes escape sequences: all do but those that TERM calls dumb.
func takesSequences(*os.File) bool { return true }
