// Command tvslab rehearses CUCM certificate rotations: see `tvslab help`.
package main

import (
	"os"

	"tvslab/cmd/cli"
)

func main() { os.Exit(cli.Main()) }
