// Package generator is the main function of commands that write one page of the documentation by playing.
package generator

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
)

// Main runs the command of that name, whose one argument is the file to write, and ends the process: with status 2 where the argument is
// not there, 1 where write fails. Ctrl-C ends the context of write; a second one ends the process.
func Main(name string, write func(ctx context.Context, file string) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, name, os.Args[1:], os.Stderr, write))
}

func run(ctx context.Context, name string, args []string, errs io.Writer, write func(context.Context, string) error) int {
	if len(args) != 1 {
		fmt.Fprintf(errs, "usage: %s FILE\n", name)
		return 2
	}
	if err := write(ctx, args[0]); err != nil {
		fmt.Fprintf(errs, "%s: %v\n", name, err)
		return 1
	}
	return 0
}
