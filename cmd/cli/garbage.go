package cli

import (
	"os"
	"runtime/debug"
)

// collectSeldom lets garbage wait, until the returned function is called: most of what a search makes it keeps, so that to look for garbage
// often is in vain. Whoever sets GOGC knows better.
func collectSeldom() (end func()) {
	const growth = 300 // percent by which the memory grows before garbage is collected
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(growth)
	return func() { debug.SetGCPercent(before) }
}
