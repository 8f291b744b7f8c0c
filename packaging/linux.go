package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tvslab/packaging/linked"
	"tvslab/packaging/pack"
)

// maintainer is who packages say that they are from.
const maintainer = "tvslab maintainers <maintainers@tvslab.example>"

// rpmArch are rpm's names of processors in names of files.
var rpmArch = map[string]string{"amd64": "x86_64", "arm64": "aarch64"}

// linux are the programs for Linux.
func (m *maker) linux() (list []linked.Program) {
	for _, p := range m.programs {
		if strings.HasPrefix(p.System, "linux/") {
			list = append(list, p)
		}
	}
	return list
}

// packages are for dpkg and rpm.
func (m *maker) packages() (err error) {
	changed := m.release.Date
	if m.section.Date != "" {
		day, err := time.Parse(time.DateOnly, m.section.Date)
		if err != nil {
			return fmt.Errorf("changelog: section [%s]: %w", m.section.Version, err)
		}
		changed = day
	}
	for _, p := range m.linux() {
		_, arch, _ := strings.Cut(p.System, "/")
		made := pack.Package{Version: m.release.Package(), Arch: arch, When: m.release.Date, Changed: changed, Maintainer: maintainer, Notes: m.section.Notes(),
			Scripts: filepath.Join(m.folder, "packaging/linux/scripts")}
		for _, kind := range []struct {
			file, zsh string
			write     func(pack.Package, io.Writer) error
		}{
			{fmt.Sprintf("tvslab_%s_%s.deb", made.Version, arch), "vendor-completions", pack.Package.Deb},
			{fmt.Sprintf("tvslab-%s-1.%s.rpm", made.Version, rpmArch[arch]), "site-functions", pack.Package.RPM},
		} {
			if made.Files, err = m.installed(p, kind.zsh); err != nil {
				return err
			}
			if err := m.write(kind.file, func(w io.Writer) error { return kind.write(made, w) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// installed are the files of a package, below /. Folders of zsh differ between distributions.
func (m *maker) installed(p linked.Program, zsh string) (t pack.Tree, err error) {
	body, err := os.ReadFile(p.File)
	if err != nil {
		return nil, err
	}
	t.Add("usr/bin/tvslab", body)
	t.Add("usr/share/bash-completion/completions/tvslab", m.words["bash"])
	t.Add("usr/share/zsh/"+zsh+"/_tvslab", m.words["zsh"])
	t.Add("usr/share/fish/vendor_completions.d/tvslab.fish", m.words["fish"])
	documents, err := m.documents()
	if err != nil {
		return nil, err
	}
	for _, f := range documents {
		if f.Name != "LICENSE" && f.Name != "CHANGELOG.md" { // what packages have of their own
			t = append(t, pack.Tree{f}.Below("usr/share/doc/tvslab")...)
		}
	}
	t.Add("usr/share/doc/tvslab/copyright", []byte(copyright))
	changelog, err := os.ReadFile(filepath.Join(m.folder, "CHANGELOG.md"))
	if err != nil {
		return nil, err
	}
	t.Add("usr/share/doc/tvslab/changelog.gz", pack.Gzip(changelog))
	ours := filepath.Join(m.folder, "packaging/linux")
	err = errors.Join(t.AddFiles("usr/lib/systemd/system", filepath.Join(ours, "systemd"), "*.service"),
		t.AddFiles("usr/share/doc/tvslab/examples", filepath.Join(ours, "etc"), "90-tvslab.conf"), m.pages(&t), m.settings(&t, filepath.Join(ours, "etc")))
	return t, err
}

// pages are the man pages, compressed.
func (m *maker) pages(t *pack.Tree) error {
	var pages pack.Tree
	if err := pages.AddFiles("usr/share/man/man1", filepath.Join(m.folder, "docs/man"), "*.1"); err != nil {
		return err
	}
	for _, page := range pages {
		t.Add(page.Name+".gz", pack.Gzip(page.Body))
	}
	return nil
}

// settings are the administrator's files.
func (m *maker) settings(t *pack.Tree, folder string) error {
	var files pack.Tree
	if err := files.AddFiles("etc/tvslab", folder, "labs.conf", "server.conf"); err != nil {
		return err
	}
	for _, f := range files {
		f.Config = true
		*t = append(*t, f)
	}
	*t = append(*t, pack.File{Name: "etc/tvslab/labs", Mode: fs.ModeDir | 0o755})
	return nil
}

// copyright is in the form of https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/.
const copyright = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: tvslab
Comment: The program is linked with Go modules and holds files of others.
 Each of them is named in third-party/NOTICE, with its licence; the texts of
 all licences and copyright notices are beside it.

Files: *
Copyright: 2026 The authors of tvslab
License: Apache-2.0

License: Apache-2.0
 On Debian systems the text of this licence is in
 /usr/share/common-licenses/Apache-2.0.
`

// image is for containers.
func (m *maker) image() error {
	if len(m.linux()) == 0 {
		return nil
	}
	licences := m.licences()
	text, err := os.ReadFile(filepath.Join(m.folder, "LICENSE"))
	if err != nil {
		return err
	}
	licences.Add("LICENSE", text)
	made := pack.Image{Version: m.release.Version, Tag: m.release.Image(), Commit: m.release.Commit, When: m.release.Date, Licences: licences, Programs: map[string][]byte{}}
	for _, p := range m.linux() {
		_, arch, _ := strings.Cut(p.System, "/")
		if made.Programs[arch], err = os.ReadFile(p.File); err != nil {
			return err
		}
	}
	return m.write(m.named("", "-image.tar"), made.Write)
}
