package pack

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/goreleaser/chglog"
	"github.com/goreleaser/nfpm/v2"
	"github.com/goreleaser/nfpm/v2/deb"
	"github.com/goreleaser/nfpm/v2/files"
	"github.com/goreleaser/nfpm/v2/rpm"
	"go.yaml.in/yaml/v3"
)

// Package is a package of a Linux distribution.
type Package struct {
	Version    string // as the system sorts it
	Arch       string // GOARCH
	When       time.Time
	Changed    time.Time // of the changelog's entry
	Maintainer string
	Notes      []string // of the changelog's entry
	Files      Tree     // below /
	Scripts    string   // folder with deb-postinst, rpm-post and so on
}

const (
	summary     = "rehearse Cisco UCM certificate rotations"
	description = summary + `
tvslab emulates the trust machinery of a Cisco Unified CM cluster (TFTP servers
with signed CTL and ITL files, the Trust Verification Service) and its phones,
and replays certificate rotations before they touch a real phone.`
)

// Deb writes the package for dpkg.
func (p Package) Deb(w io.Writer) error {
	p.Files = slices.Clone(p.Files)
	p.Files.Add("usr/share/doc/tvslab/changelog.Debian.gz", Gzip([]byte(p.debianChangelog())))
	p.Files.Add("usr/share/lintian/overrides/tvslab", []byte("# Go programs are; this one needs no library of the system.\ntvslab: statically-linked-binary [usr/bin/tvslab]\n"))
	return p.build(deb.Default, w, func(i *nfpm.Info) error {
		i.Section, i.Priority = "net", "optional"
		i.Depends = []string{"adduser", "init-system-helpers (>= 1.54)"}
		i.Recommends = []string{"systemd"}
		i.Suggests = []string{"bash-completion", "chromium", "curl"}
		script := func(name string) string { return filepath.Join(p.Scripts, name) }
		i.Scripts = nfpm.Scripts{PostInstall: script("deb-postinst"), PreRemove: script("deb-prerm"), PostRemove: script("deb-postrm")}
		i.Deb.Compression = "gzip" // xz is 5% smaller, and takes a minute
		return nil
	})
}

// ours are folders of the package, and those of shells that need not be installed.
var ours = regexp.MustCompile(`(^|/)tvslab(/|$)|^usr/share/(fish|zsh)(/|$)`)

// owned is the tree with the folders that the package brings: rpm removes no others when it is erased.
func (t Tree) owned() Tree {
	return slices.DeleteFunc(t.sorted(), func(f File) bool { return f.Mode.IsDir() && !ours.MatchString(f.Name) })
}

// RPM writes the package for rpm.
func (p Package) RPM(w io.Writer) error {
	p.Files = p.Files.owned()
	return p.build(rpm.DefaultRPM, w, func(i *nfpm.Info) error {
		i.Release, i.License, i.RPM.Summary, i.RPM.BuildHost, i.RPM.Group = "1", "Apache-2.0", summary, "localhost", "Applications/Communications"
		i.RPM.Compression = "gzip:9"
		i.Depends = []string{"shadow-utils"}
		script := func(name string) string { return filepath.Join(p.Scripts, name) }
		i.Scripts = nfpm.Scripts{PreInstall: script("rpm-pre"), PostInstall: script("rpm-post"), PreRemove: script("rpm-preun"), PostRemove: script("rpm-postun")}
		return p.rpmChangelog(i)
	})
}

// build stages the files and lets nfpm pack them.
func (p Package) build(packager nfpm.Packager, w io.Writer, more func(*nfpm.Info) error) error {
	stage, err := os.MkdirTemp("", "tvslab-package-")
	if err != nil {
		return fmt.Errorf("pack: %w", err)
	}
	defer func() { _ = os.RemoveAll(stage) }() // in the temporary folder
	if err := p.Files.stage(stage); err != nil {
		return err
	}
	info := &nfpm.Info{Name: "tvslab", Arch: p.Arch, Platform: "linux", Version: p.Version, VersionSchema: "none", Maintainer: p.Maintainer,
		Description: description, MTime: p.When, DisableGlobbing: true, Target: stage}
	info.Umask = 0o22
	for _, f := range p.Files {
		info.Contents = append(info.Contents, p.content(stage, f))
	}
	if err := more(info); err != nil {
		return err
	}
	if err := packager.Package(nfpm.WithDefaults(info), w); err != nil {
		return fmt.Errorf("pack: %w", err)
	}
	return nil
}

func (p Package) content(stage string, f File) *files.Content {
	c := &files.Content{Source: filepath.Join(stage, filepath.FromSlash(f.Name)), Destination: f.absolute(), Type: files.TypeFile,
		FileInfo: &files.ContentFileInfo{Owner: "root", Group: "root", Mode: f.Mode.Perm(), MTime: p.When}}
	switch {
	case f.Mode.IsDir():
		c.Source, c.Type = "", files.TypeDir
	case f.Config:
		c.Type = files.TypeConfigNoReplace
	}
	return c
}

// debianChangelog is the entry of this version, as Debian's policy wants it (section 4.4).
func (p Package) debianChangelog() string {
	var b strings.Builder
	fmt.Fprintf(&b, "tvslab (%s) unstable; urgency=medium\n\n", p.Version)
	for _, note := range p.Notes {
		b.WriteString(wrap("  * ", "    ", note))
	}
	fmt.Fprintf(&b, "\n -- %s  %s\n", p.Maintainer, p.Changed.Format(time.RFC1123Z))
	return b.String()
}

// wrap breaks a sentence into lines of 80 characters.
func wrap(head, indent, text string) string {
	line, lines := head, ""
	for i, word := range strings.Fields(text) {
		switch {
		case i == 0:
			line += word
		case len(line)+1+len(word) > 80:
			lines, line = lines+line+"\n", indent+word
		default:
			line += " " + word
		}
	}
	return lines + line + "\n"
}

// rpmChangelog gives nfpm the entry as the file that it reads.
func (p Package) rpmChangelog(i *nfpm.Info) error {
	entry := &chglog.ChangeLog{Semver: p.Version, Date: p.Changed, Packager: p.Maintainer}
	for _, note := range p.Notes {
		entry.Changes = append(entry.Changes, &chglog.ChangeLogChange{Note: strings.TrimSpace(wrap("", "  ", note))})
	}
	text, err := yaml.Marshal(chglog.ChangeLogEntries{entry})
	if err != nil {
		return fmt.Errorf("pack: changelog: %w", err)
	}
	i.Changelog = filepath.Join(i.Target, "changelog.yaml")
	if err := os.WriteFile(i.Changelog, text, 0o600); err != nil {
		return fmt.Errorf("pack: changelog: %w", err)
	}
	return nil
}
