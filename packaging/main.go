// Command packaging makes everything of a release into a folder: programs, archives, packages, an image, the bill of materials, notes, checksums.
// It is a module of its own so that what it needs stays out of tvslab. docs/packages.md tells what comes of it, and CONTRIBUTING.md how a
// release is cut.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"

	"tvslab/packaging/release"
)

func main() {
	var m maker
	only := flag.String("only", strings.Join(systems, ","), "systems to build for, as GOOS/GOARCH with commas between")
	flag.StringVar(&m.folder, "folder", "..", "the checkout")
	flag.StringVar(&m.out, "out", "../dist", "where everything goes; what is there is removed")
	flag.StringVar(&m.version, "as", "", "another version than the tag tells, to try an upgrade")
	flag.Parse()
	m.systems = strings.Split(*only, ",")
	ctx, stop := signal.NotifyContext(m.context(), os.Interrupt)
	defer stop()
	if err := m.make(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "packaging:", err)
		os.Exit(1)
	}
}

// systems are those that a release is for.
var systems = []string{"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64", "windows/arm64"}

// check looks at what was asked for before anything is built, and finds what is released.
func (m *maker) check() (err error) {
	for _, s := range m.systems {
		if !slices.Contains(systems, s) {
			return fmt.Errorf("-only: unknown system %q; known: %s", s, strings.Join(systems, ", "))
		}
	}
	if m.folder, err = filepath.Abs(m.folder); err != nil {
		return err
	}
	if m.out, err = filepath.Abs(m.out); err != nil {
		return err
	}
	if m.release, err = release.Of(m.folder); err != nil {
		return err
	}
	if m.version != "" {
		m.release.Version, m.release.Tagged = m.version, false
	}
	changelog, err := os.ReadFile(filepath.Join(m.folder, "CHANGELOG.md"))
	if err != nil {
		return err
	}
	m.section, err = release.Cut(string(changelog), m.release)
	return err
}
