package linked_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/packaging/linked"
	"tvslab/packaging/release"
)

// licence is short, and recognised.
const licence = `Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted, provided that the above
copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY
AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM
LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR
PERFORMANCE OF THIS SOFTWARE.
`

// built makes a module whose program uses a package of another and not the rest of it, and builds it. more are further files.
func built(t *testing.T, more map[string]string) (folder string, programs []linked.Program) {
	t.Helper()
	folder = t.TempDir()
	files := map[string]string{
		"go.mod":             "module example.com/main\n\ngo 1.26\n\nrequire example.com/dep v1.2.3\n\nreplace example.com/dep v1.2.3 => ./dep\n",
		"cmd/tvslab/main.go": "package main\n\nimport \"example.com/dep/used\"\n\nfunc main() { println(used.Word) }\n",
		"dep/go.mod":         "module example.com/dep\n\ngo 1.26\n",
		"dep/used/used.go":   "package used\n\nconst Word = \"word\"\n",
		"dep/other/other.go": "package other\n",
		"dep/other/COPYING":  "of a package that is not linked in",
	}
	for name, text := range more {
		files[name] = text
	}
	for name, text := range files {
		require.NoError(t, os.MkdirAll(filepath.Join(folder, filepath.Dir(name)), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
	}
	require.NoError(t, os.CopyFS(filepath.Join(folder, "web/asset/files"), os.DirFS("../../web/asset/files")))
	p := linked.Program{System: runtime.GOOS + "/" + runtime.GOARCH, File: filepath.Join(folder, "tvslab")}
	cmd := exec.Command("go", "build", "-o", p.File, "./cmd/tvslab")
	cmd.Dir = folder
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return folder, []linked.Program{p}
}

func TestParts(t *testing.T) {
	folder, programs := built(t, map[string]string{"dep/LICENSE": licence, "dep/used/NOTICE": "of a package that is linked in", "dep/licence.go": "package dep\n"})
	parts, err := linked.Parts(folder, programs)
	require.NoError(t, err)
	found := map[string]*linked.Part{}
	for _, p := range parts {
		require.NotEmpty(t, p.Texts, p.Name)
		require.NotEqual(t, linked.Unknown, p.Licence, p.Name)
		found[p.Name] = p
	}
	require.Equal(t, "BSD-3-Clause", found["Go standard library"].Licence)
	require.Contains(t, found, "htmx.org", "what pages load")
	dep := found["./dep"]
	require.NotNil(t, dep)
	require.Equal(t, "ISC", dep.Licence)
	require.Equal(t, []string{programs[0].System}, dep.In)
	require.Equal(t, []linked.Text{{Name: "LICENSE", Body: []byte(licence)}, {Name: "used/NOTICE", Body: []byte("of a package that is linked in")}}, dep.Texts)

	date := time.Date(2026, 12, 1, 1, 2, 3, 0, time.UTC)
	text, err := linked.Bill(release.Release{Version: "1.2.3+g", Commit: "abc", Date: date}, parts, programs)
	require.NoError(t, err)
	var bill struct {
		SPDXVersion  string
		CreationInfo struct{ Created time.Time }
		Packages     []struct{ Name, LicenseDeclared string }
		Files        []struct {
			FileName  string
			Checksums []struct{ Algorithm, ChecksumValue string }
		}
	}
	require.NoError(t, json.Unmarshal(text, &bill))
	require.Equal(t, "SPDX-2.3", bill.SPDXVersion)
	require.Equal(t, date, bill.CreationInfo.Created)
	require.Len(t, bill.Packages, len(parts)+1)
	body, err := os.ReadFile(programs[0].File)
	require.NoError(t, err)
	sum := sha256.Sum256(body)
	require.Len(t, bill.Files, 1)
	require.Equal(t, hex.EncodeToString(sum[:]), bill.Files[0].Checksums[1].ChecksumValue)
}

// TestNoLicence: nothing is given away that nobody allows.
func TestNoLicence(t *testing.T) {
	folder, programs := built(t, nil)
	_, err := linked.Parts(folder, programs)
	require.ErrorContains(t, err, "./dep (devel) has no text of a licence in "+filepath.Join(folder, "dep"))
}

func TestNoProgram(t *testing.T) {
	_, err := linked.Parts(".", []linked.Program{{System: "linux/amd64", File: "linked_test.go"}})
	require.ErrorContains(t, err, "linked_test.go: unrecognized file format")
}
