// Command mksite makes the site of the documentation: go run ./cmd/mksite bin/site. --base names the address where it will be, for the identities of
// the schemas. It checks what it made, and ends with status 1 where a link leads nowhere.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"tvslab/site"
	"tvslab/site/proof"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, out, errs io.Writer) int {
	flags := flag.NewFlagSet("mksite", flag.ContinueOnError)
	flags.SetOutput(errs)
	base := flags.String("base", "", "address where the site will be, https://docs.example.org/tvslab/")
	external := flags.Bool("external", false, "list the addresses of other sites that pages link")
	if err := flags.Parse(args); err != nil || flags.NArg() != 1 {
		fmt.Fprintln(errs, "usage: mksite [--base URL] [--external] DIR")
		return 2
	}
	if *base != "" && !strings.HasSuffix(*base, "/") {
		*base += "/"
	}
	began := time.Now()
	files, err := site.Build(os.DirFS("."), site.Options{Base: *base})
	if err != nil {
		fmt.Fprintln(errs, "mksite:", err)
		return 1
	}
	report := proof.Check(files)
	for _, wrong := range report.Problems {
		fmt.Fprintln(errs, "mksite:", wrong)
	}
	if len(report.Problems) > 0 {
		return 1
	}
	if err := files.Write(flags.Arg(0)); err != nil {
		fmt.Fprintln(errs, "mksite:", err)
		return 1
	}
	fmt.Fprintf(out, "%s: %d pages, %d links within the site, %d addresses of other sites, in %s\n", flags.Arg(0), report.Pages, report.Links,
		len(report.External), time.Since(began).Round(time.Millisecond))
	if *external {
		fmt.Fprintln(out, strings.Join(report.External, "\n"))
	}
	return 0
}
