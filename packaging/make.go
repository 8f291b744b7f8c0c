package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"tvslab/packaging/linked"
	"tvslab/packaging/pack"
	"tvslab/packaging/release"
)

// maker makes a release.
type maker struct {
	folder, out, version string
	systems              []string

	release  release.Release
	section  release.Section
	programs []linked.Program
	parts    []*linked.Part
	words    map[string][]byte // completions, by shell
}

// context is the time that making has: as long as it takes.
func (m *maker) context() context.Context { return context.Background() }

// make does all steps in order, and says how long each took.
func (m *maker) make(ctx context.Context) error {
	if err := m.check(); err != nil {
		return err
	}
	fmt.Println("tvslab", m.release.Version, "of", m.release.Date.Format(time.RFC3339))
	temporary, err := os.MkdirTemp("", "tvslab-dist-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(temporary) }() // in the temporary folder
	if err := errors.Join(os.RemoveAll(m.out), os.MkdirAll(m.out, 0o755)); err != nil {
		return err
	}
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"programs", func() error { return m.build(ctx, temporary) }},
		{"completions", func() error { return m.complete(ctx, temporary) }},
		{"licences", func() (err error) { m.parts, err = linked.Parts(m.folder, m.programs); return err }},
		{"bill of materials", m.bill},
		{"archives", m.archives},
		{"packages", m.packages},
		{"image", m.image},
		{"notes and checksums", func() error { return errors.Join(m.notes(), m.sums()) }},
	} {
		began := time.Now()
		if err := step.do(); err != nil {
			return err
		}
		fmt.Printf("  %-20s %5.1f s\n", step.name, time.Since(began).Seconds())
	}
	return m.list()
}

// build compiles the program for each system: static, without paths of this machine.
func (m *maker) build(ctx context.Context, into string) error {
	for _, system := range m.systems {
		p := linked.Program{System: system, File: filepath.Join(into, strings.ReplaceAll(system, "/", "-"), "tvslab")}
		if strings.HasPrefix(system, "windows/") {
			p.File += ".exe"
		}
		if err := m.compile(ctx, system, p.File); err != nil {
			return err
		}
		m.programs = append(m.programs, p)
	}
	return nil
}

// compile builds for one system. What version control says is told by flags alone: in a second work tree, or without a repository, the Go
// command finds nothing, and the bytes would differ.
func (m *maker) compile(ctx context.Context, system, file string) error {
	goos, goarch, _ := strings.Cut(system, "/")
	told := ""
	for _, row := range [][2]string{{"version", m.release.Version}, {"commit", m.release.Commit}, {"date", m.release.Date.Format(time.RFC3339)}} {
		told += " -X tvslab/cmd/cli." + row[0] + "=" + row[1]
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -buildid="+told, "-o", file, "./cmd/tvslab")
	cmd.Dir, cmd.Stdout, cmd.Stderr = m.folder, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0", "GOFLAGS=", "GOAMD64=v1", "GOARM64=v8.0", "GOEXPERIMENT=")
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go build for %s: %w", system, err)
	}
	return nil
}

// shells are those that get completion.
var shells = []string{"bash", "zsh", "fish", "powershell"}

// complete asks a program that runs here for the completions of shells.
func (m *maker) complete(ctx context.Context, into string) error {
	here := runtime.GOOS + "/" + runtime.GOARCH
	i := slices.IndexFunc(m.programs, func(p linked.Program) bool { return p.System == here })
	file := filepath.Join(into, "here")
	if i >= 0 {
		file = m.programs[i].File
	} else if err := m.compile(ctx, here, file); err != nil {
		return err
	}
	m.words = map[string][]byte{}
	for _, shell := range shells {
		out, err := exec.CommandContext(ctx, file, "completion", shell).Output()
		if err != nil {
			return fmt.Errorf("tvslab completion %s: %w", shell, err)
		}
		m.words[shell] = out
	}
	return nil
}

// bill writes the bill of materials.
func (m *maker) bill() error {
	text, err := linked.Bill(m.release, m.parts, m.programs)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(m.out, m.named("", ".spdx.json")), text, 0o644)
}

// named is the name of a file of the release.
func (m *maker) named(system, ending string) string {
	name := "tvslab-" + m.release.Version
	if system != "" {
		name += "-" + strings.ReplaceAll(system, "/", "-")
	}
	return name + ending
}

// write makes a file of the release.
func (m *maker) write(name string, fill func(io.Writer) error) error {
	f, err := os.Create(filepath.Join(m.out, name))
	if err != nil {
		return err
	}
	if err := errors.Join(fill(f), f.Close()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// archives are for people who unpack, for every system.
func (m *maker) archives() error {
	documents, err := m.documents()
	if err != nil {
		return err
	}
	for _, p := range m.programs {
		body, err := os.ReadFile(p.File)
		if err != nil {
			return err
		}
		t := slices.Clone(documents)
		t = append(t, pack.File{Name: filepath.Base(p.File), Body: body, Mode: 0o755})
		for _, shell := range shells {
			t.Add("completions/tvslab."+shell, m.words[shell])
		}
		if err := t.AddFiles("man", filepath.Join(m.folder, "docs/man"), "*.1"); err != nil {
			return err
		}
		t = t.Below(m.named(p.System, ""))
		ending, fill := ".tar.gz", t.TarGz
		if strings.HasPrefix(p.System, "windows/") {
			ending, fill = ".zip", t.Zip
		}
		if err := m.write(m.named(p.System, ending), func(w io.Writer) error { return fill(w, m.release.Date) }); err != nil {
			return err
		}
	}
	return nil
}

// documents are what there is to read: README, documentation, examples, licences.
func (m *maker) documents() (t pack.Tree, err error) {
	err = errors.Join(t.AddFiles("", m.folder, "README.md", "CHANGELOG.md", "LICENSE"), t.AddFiles("docs", filepath.Join(m.folder, "docs"), "*.md", "*.svg", "openapi.json", "decisions/*.md"),
		t.AddFiles("examples", filepath.Join(m.folder, "examples"), "*"))
	return append(t, m.licences()...), err
}

// licences are the texts of all that is linked in, and a page that lists them.
func (m *maker) licences() (t pack.Tree) {
	var page strings.Builder
	fmt.Fprintf(&page, "tvslab %s holds what these people wrote, under the licences whose texts are beside this page.\n\n", m.release.Version)
	for _, p := range m.parts {
		fmt.Fprintf(&page, "%s %s: %s\n", p.Name, p.Version, p.Licence)
		for _, text := range p.Texts {
			t.Add(path.Join("third-party", strings.ReplaceAll(p.Name, " ", "-"), text.Name), text.Body)
		}
	}
	t.Add("third-party/NOTICE", []byte(page.String()))
	return t
}

// notes are the section of the changelog.
func (m *maker) notes() error {
	return os.WriteFile(filepath.Join(m.out, m.named("", "-notes.md")), []byte("# tvslab "+m.release.Version+"\n\n"+m.section.Text+"\n"), 0o644)
}

// sums are the checksums of all files, as sha256sum --check reads them.
func (m *maker) sums() error {
	entries, err := os.ReadDir(m.out)
	if err != nil {
		return err
	}
	var list strings.Builder
	for _, e := range entries {
		body, err := os.ReadFile(filepath.Join(m.out, e.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&list, "%x  %s\n", sha256.Sum256(body), e.Name())
	}
	return os.WriteFile(filepath.Join(m.out, "SHA256SUMS"), []byte(list.String()), 0o644)
}

// list prints what was made.
func (m *maker) list() error {
	entries, err := os.ReadDir(m.out)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			return err
		}
		fmt.Printf("  %6.1f MB  %s\n", float64(info.Size())/1e6, e.Name())
	}
	return nil
}
