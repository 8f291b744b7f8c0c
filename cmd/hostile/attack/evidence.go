package attack

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"tvslab/cmd/hostile/target"
)

// What evidence of somebody else may cost, one kind of it at a time.
const (
	evidencePatience = 60 * time.Second
	evidenceRSS      = 512 << 20
)

// hostileEvidence are kinds of evidence that are made to take time or memory, by name of a folder.
var hostileEvidence = []struct {
	name  string
	write func(folder string) error
}{
	{"sparse", func(folder string) error {
		return writing(folder, "show.log", func(f *os.File) error { return f.Truncate(1 << 30) })
	}},
	{"pipe", func(folder string) error { return exec.Command("mkfifo", filepath.Join(folder, "show.log")).Run() }},
	{"links", func(folder string) error {
		return firstError(os.Symlink(".", filepath.Join(folder, "round")), os.Symlink("/dev/zero", filepath.Join(folder, "zero.log")))
	}},
	{"deep", func(folder string) error {
		return os.MkdirAll(filepath.Join(folder, strings.Repeat("d/", 1500)), 0o700)
	}},
	{"entities", text("SEP001122334455.xml", entities)},
	{"elements", text("SEP001122334455.xml", func() string { return "<DeviceInformation>" + strings.Repeat("<a>", 5_000_000) })},
	{"line", text("phones.csv", func() string { return phonesHeader + strings.Repeat("x", 100<<20) })},
	{"cells", text("phones.csv", func() string { return phonesHeader + strings.Repeat(",", 15<<20) })},
	{"rows", text("phones.csv", func() string { return phonesHeader + strings.Repeat("x\n", 7<<20) })},
	{"quotes", text("phones.csv", func() string { return phonesHeader + strings.Repeat("\"x\n", 300_000) })},
	{"prompts", text("show.log", func() string { return strings.Repeat("admin:show itl\n", 1_000_000) })},
	{"files", func(folder string) error {
		for i := range 20 {
			name := fmt.Sprintf("phones%d.csv", i)
			if err := writing(folder, name, func(f *os.File) error {
				_, err := f.WriteString(phonesHeader)
				return firstError(err, f.Truncate(15<<20))
			}); err != nil {
				return err
			}
		}
		return nil
	}},
}

const phonesHeader = "Device Name,Device Pool\nSEP001122334455,"

// entities is a page of a phone whose one value is ten to the eleventh times itself.
func entities() string {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY e0 \"SEP\">")
	for i := range 11 {
		fmt.Fprintf(&b, "<!ENTITY e%d \"%s\">", i+1, strings.Repeat(fmt.Sprintf("&e%d;", i), 10))
	}
	return b.String() + "]><DeviceInformation><HostName>&e11;</HostName></DeviceInformation>"
}

// text writes one file.
func text(name string, content func() string) func(string) error {
	return func(folder string) error { return os.WriteFile(filepath.Join(folder, name), []byte(content()), 0o600) }
}

func writing(folder, name string, fill func(*os.File) error) error {
	f, err := os.Create(filepath.Join(folder, name))
	if err != nil {
		return err
	}
	return firstError(fill(f), f.Close())
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// evidence imports each kind of hostile evidence, of which no twin can be made.
func evidence(ctx context.Context, f *Field) error {
	for _, e := range hostileEvidence {
		folder := filepath.Join(f.Binary.Dir, "evidence", e.name)
		if err := firstError(os.MkdirAll(folder, 0o700), e.write(folder)); err != nil {
			return err
		}
		if err := f.importing(ctx, folder); err != nil {
			return fmt.Errorf("import of %s: %w", e.name, err)
		}
	}
	return nil
}

func (f *Field) importing(ctx context.Context, folder string) error {
	p, err := f.Binary.Start(context.WithoutCancel(ctx), target.Options{Args: []string{"import", folder, "-f", folder + ".yaml"}})
	if err != nil {
		return err
	}
	defer p.Kill()
	begin := time.Now()
	peak := p.PeakRSS(evidencePatience) >> 20
	f.count("MB at most").Store(max(peak, f.count("MB at most").Load()))
	f.count("ms at most").Store(max(time.Since(begin).Milliseconds(), f.count("ms at most").Load()))
	switch crash := p.Stderr().Crash(); {
	case p.Alive():
		return fmt.Errorf("it did not end within %v", evidencePatience)
	case crash != "":
		return fmt.Errorf("%s", crash)
	case p.Status() != 2:
		return fmt.Errorf("status %d: %s", p.Status(), p.Stderr().Last())
	case peak > evidenceRSS>>20:
		return fmt.Errorf("%d MB", peak)
	}
	return os.RemoveAll(folder)
}
