package pack_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/stretchr/testify/require"

	"tvslab/packaging/pack"
)

// written writes an image for processors into a file.
func written(t *testing.T, processors ...string) string {
	t.Helper()
	i := pack.Image{Version: "1.2.3+g", Tag: "1.2.3-g", Commit: "abc", When: when, Programs: map[string][]byte{}}
	i.Licences.Add("LICENSE", []byte("text"))
	for _, arch := range processors {
		i.Programs[arch] = []byte("program for " + arch)
	}
	var one, two bytes.Buffer
	require.NoError(t, i.Write(&one))
	require.NoError(t, i.Write(&two))
	require.True(t, bytes.Equal(one.Bytes(), two.Bytes()), "the same image has other bytes")
	file := filepath.Join(t.TempDir(), "image.tar")
	require.NoError(t, os.WriteFile(file, one.Bytes(), 0o600))
	return file
}

// TestImage reads the archive as an OCI layout.
func TestImage(t *testing.T) {
	folder := t.TempDir()
	said(t, "tar", "-C", folder, "-xf", written(t, "amd64", "arm64"))
	index, err := layout.ImageIndexFromPath(folder)
	require.NoError(t, err)
	m, err := index.IndexManifest()
	require.NoError(t, err)
	require.Len(t, m.Manifests, 1)
	require.Equal(t, "localhost/tvslab:1.2.3-g", m.Manifests[0].Annotations["org.opencontainers.image.ref.name"])
	all, err := index.ImageIndex(m.Manifests[0].Digest)
	require.NoError(t, err)
	m, err = all.IndexManifest()
	require.NoError(t, err)
	require.Len(t, m.Manifests, 2)
	for i, arch := range []string{"amd64", "arm64"} {
		require.Equal(t, "linux/"+arch, m.Manifests[i].Platform.String())
		img, err := all.Image(m.Manifests[i].Digest)
		require.NoError(t, err)
		holds(t, img, arch)
	}
}

// TestImageForDocker reads it as what docker save writes.
func TestImageForDocker(t *testing.T) {
	img, err := tarball.ImageFromPath(written(t, "amd64", "arm64"), nil)
	require.NoError(t, err)
	holds(t, img, "amd64")
}

// TestImageOfOne: an image for a processor that Docker's form has not.
func TestImageOfOne(t *testing.T) {
	_, err := tarball.ImageFromPath(written(t, "arm64"), nil)
	require.Error(t, err)
}

// holds looks at how a container begins, and at its files.
func holds(t *testing.T, img v1.Image, arch string) {
	t.Helper()
	c, err := img.ConfigFile()
	require.NoError(t, err)
	require.Equal(t, arch, c.Architecture)
	require.Equal(t, when, c.Created.UTC())
	require.Equal(t, "65532:65532", c.Config.User)
	require.Equal(t, []string{"/usr/bin/tvslab"}, c.Config.Entrypoint)
	require.Equal(t, "1.2.3+g", c.Config.Labels["org.opencontainers.image.version"])
	require.Equal(t, "abc", c.Config.Labels["org.opencontainers.image.revision"])
	layers, err := img.Layers()
	require.NoError(t, err)
	var lines []string
	for _, l := range layers {
		r, err := l.Uncompressed()
		require.NoError(t, err)
		lines = append(lines, entries(t, r)...)
		require.NoError(t, r.Close())
	}
	require.Contains(t, lines, "0755 0:0 usr/bin/tvslab program for "+arch)
	require.Contains(t, lines, "0755 65532:65532 var/lib/tvslab/ ")
	require.Contains(t, lines, "1777 0:0 tmp/ ")
	require.Contains(t, lines, "0644 0:0 usr/share/doc/tvslab/LICENSE text")
}
