// Command tvslab rehearses CUCM certificate rotations: see `tvslab help`.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"tvslab/cmd/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
