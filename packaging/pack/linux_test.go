package pack_test

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/packaging/pack"
)

// packed is a package with the scripts of the real one.
func packed(t *testing.T, write func(pack.Package, io.Writer) error) string {
	t.Helper()
	tree := append(example(), pack.File{Name: "etc/tvslab/labs.conf", Body: []byte("A=b\n"), Mode: 0o644, Config: true})
	p := pack.Package{Version: "0.1.1~dev.5+gabc", Arch: "amd64", When: when, Changed: when, Maintainer: "tvslab maintainers <maintainers@tvslab.example>",
		Notes: []string{"Added: " + strings.Repeat("words ", 30)}, Files: tree[:len(tree):len(tree)], Scripts: "../linux/scripts"}
	var one, two bytes.Buffer
	require.NoError(t, write(p, &one))
	require.NoError(t, write(p, &two))
	require.True(t, bytes.Equal(one.Bytes(), two.Bytes()), "the same package has other bytes")
	file := filepath.Join(t.TempDir(), "package")
	require.NoError(t, os.WriteFile(file, one.Bytes(), 0o600))
	return file
}

// said is what a program prints; without the program the test is skipped.
func said(t *testing.T, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skip(name + " is not here")
	}
	out, err := exec.Command(name, args...).Output()
	require.NoError(t, err)
	return string(out)
}

func TestDeb(t *testing.T) {
	file := packed(t, pack.Package.Deb)
	require.Equal(t, "tvslab 0.1.1~dev.5+gabc amd64", said(t, "dpkg-deb", "--show", "--showformat", "${Package} ${Version} ${Architecture}", file))
	list := said(t, "dpkg-deb", "--contents", file)
	require.Regexp(t, `-rwxr-xr-x root/root +7 .* \./usr/bin/tvslab\n`, list)
	require.Contains(t, list, " ./usr/share/doc/tvslab/changelog.Debian.gz\n")
	require.Contains(t, list, " ./usr/share/lintian/overrides/tvslab\n")
	require.Contains(t, said(t, "dpkg-deb", "--info", file, "conffiles"), "/etc/tvslab/labs.conf")
	for _, script := range []string{"postinst", "prerm", "postrm"} {
		require.Contains(t, said(t, "dpkg-deb", "--info", file, script), "#!/bin/sh")
	}
}

func TestRPM(t *testing.T) {
	file := packed(t, pack.Package.RPM)
	require.Equal(t, "tvslab 0.1.1~dev.5+gabc 1 x86_64 Apache-2.0", said(t, "rpm", "-qp", "--queryformat", "%{name} %{version} %{release} %{arch} %{license}", file))
	require.Equal(t, "/etc/tvslab/labs.conf\n", said(t, "rpm", "-qp", "--configfiles", file))
	list := said(t, "rpm", "-qp", "--list", file)
	require.Contains(t, list, "/usr/share/doc/tvslab\n", "a folder that it does not own stays when it is erased")
	require.NotContains(t, list, "/usr/share/doc\n", "a folder of the system")
	require.NotContains(t, list, "lintian")
	require.Contains(t, said(t, "rpm", "-qp", "--changelog", file), "Added: words")
	require.Contains(t, said(t, "rpm", "-K", "--nosignature", file), "digests OK")
}
