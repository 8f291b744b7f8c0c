package pack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"github.com/google/go-containerregistry/pkg/v1/validate"
)

// Image is an image of containers for several processors, without a base: the program, what must be beside it, and nothing else.
type Image struct {
	Version  string // X.Y.Z...
	Tag      string // the version as tags may be
	Commit   string
	When     time.Time
	Licences Tree              // for /usr/share/doc/tvslab
	Programs map[string][]byte // by GOARCH
}

// user has no name that the host knows: a number, so that runAsNonRoot can be judged.
const user = 65532

// home is where labs, keys and caches are: the volume.
const home = "/var/lib/tvslab"

// Write writes the image as an OCI layout in a tar archive, which podman, skopeo, containerd and Docker from 25 on load; older Docker loads the
// part for amd64 by the manifest.json that is in it, too.
func (i Image) Write(w io.Writer) error {
	common, err := layer(i.around(), i.When)
	if err != nil {
		return err
	}
	index := mutate.IndexMediaType(mutate.Annotations(empty.Index, i.labels()).(v1.ImageIndex), types.OCIImageIndex)
	images := map[string]v1.Image{}
	for _, arch := range []string{"amd64", "arm64"} {
		if i.Programs[arch] == nil {
			continue
		}
		if images[arch], err = i.image(arch, common); err != nil {
			return err
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: images[arch], Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: "linux", Architecture: arch}}})
	}
	return i.archive(w, index, images)
}

// around is what is beside the program.
func (i Image) around() Tree {
	id := strconv.Itoa(user)
	t := Tree{
		{Name: "etc/passwd", Mode: 0o644, Body: []byte("root:x:0:0:root:/root:/sbin/nologin\ntvslab:x:" + id + ":" + id + ":tvslab:" + home + ":/sbin/nologin\n")},
		{Name: "etc/group", Mode: 0o644, Body: []byte("root:x:0:\ntvslab:x:" + id + ":\n")},
		{Name: "tmp", Mode: fs.ModeDir | fs.ModeSticky | 0o777},
		{Name: home[1:], Mode: fs.ModeDir | 0o755, Owner: user},
	}
	return append(t, i.Licences.Below("usr/share/doc/tvslab")...)
}

func layer(t Tree, when time.Time) (v1.Layer, error) {
	var b bytes.Buffer
	if err := t.Tar(&b, when); err != nil {
		return nil, err
	}
	l, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b.Bytes())), nil }, tarball.WithMediaType(types.OCILayer))
	if err != nil {
		return nil, fmt.Errorf("image: %w", err)
	}
	return l, nil
}

// image is that of one processor.
func (i Image) image(arch string, common v1.Layer) (v1.Image, error) {
	program, err := layer(Tree{{Name: "usr/bin/tvslab", Mode: 0o755, Body: i.Programs[arch]}}, i.When)
	if err != nil {
		return nil, err
	}
	when := v1.Time{Time: i.When}
	history := func(what string) v1.History { return v1.History{Created: when, CreatedBy: "make dist", Comment: what} }
	img := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	img, err = mutate.ConfigFile(img, &v1.ConfigFile{Architecture: arch, OS: "linux", Created: when, RootFS: v1.RootFS{Type: "layers"}, Config: i.config()})
	if err != nil {
		return nil, fmt.Errorf("image: %w", err)
	}
	img, err = mutate.Append(img, mutate.Addendum{Layer: common, History: history("user, folders, licences")}, mutate.Addendum{Layer: program, History: history("tvslab")})
	if err != nil {
		return nil, fmt.Errorf("image: %w", err)
	}
	return img, nil
}

// config is how a container begins: as nobody special, in the volume, with the command's own words as arguments.
func (i Image) config() v1.Config {
	ports := map[string]struct{}{}
	for _, p := range []string{"69/udp", "6969/udp", "2000/tcp", "2222/tcp", "2443/tcp", "2445/tcp", "3804/tcp", "5060/tcp", "5060/udp", "5061/tcp", "6970/tcp", "6971/tcp", "6972/tcp", "8443/tcp"} {
		ports[p] = struct{}{}
	}
	return v1.Config{User: fmt.Sprintf("%d:%d", user, user), Entrypoint: []string{"/usr/bin/tvslab"}, WorkingDir: home,
		Env:     []string{"PATH=/usr/bin", "HOME=" + home, "XDG_CACHE_HOME=" + home + "/cache", "XDG_RUNTIME_DIR=/tmp"},
		Volumes: map[string]struct{}{home: {}}, ExposedPorts: ports, Labels: i.labels(), StopSignal: "SIGTERM"}
}

// labels are those of the OCI image specification, https://specs.opencontainers.org/image-spec/annotations/.
func (i Image) labels() map[string]string {
	const prefix = "org.opencontainers.image."
	return map[string]string{prefix + "title": "tvslab", prefix + "description": summary, prefix + "version": i.Version, prefix + "revision": i.Commit,
		prefix + "created": i.When.Format(time.RFC3339), prefix + "licenses": "Apache-2.0", prefix + "vendor": "tvslab"}
}

// archive writes the layout with the image's name.
func (i Image) archive(w io.Writer, index v1.ImageIndex, images map[string]v1.Image) error {
	folder, err := os.MkdirTemp("", "tvslab-image-")
	if err != nil {
		return fmt.Errorf("image: %w", err)
	}
	defer func() { _ = os.RemoveAll(folder) }() // in the temporary folder
	l, err := layout.Write(folder, mutate.IndexMediaType(empty.Index, types.OCIImageIndex))
	if err != nil {
		return fmt.Errorf("image: %w", err)
	}
	names := map[string]string{"org.opencontainers.image.ref.name": "localhost/tvslab:" + i.Tag, "io.containerd.image.name": "docker.io/library/tvslab:" + i.Tag}
	if err := l.AppendIndex(index, layout.WithAnnotations(names)); err != nil {
		return fmt.Errorf("image: %w", err)
	}
	if err := written(l); err != nil {
		return err
	}
	t, err := i.forDocker(images["amd64"])
	if err != nil {
		return err
	}
	err = filepath.WalkDir(folder, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		below, err := filepath.Rel(folder, name)
		t.Add(filepath.ToSlash(below), body)
		return err
	})
	if err != nil {
		return fmt.Errorf("image: %w", err)
	}
	return t.Tar(w, i.When)
}

// written reads a layout again, and checks digests, sizes and media types of all that is in it.
func written(l layout.Path) error {
	index, err := l.ImageIndex()
	if err == nil {
		err = validate.Index(index)
	}
	if err != nil {
		return fmt.Errorf("image: %w", err)
	}
	return nil
}

// forDocker is the file by which Docker finds the parts of an image in the archive.
func (i Image) forDocker(img v1.Image) (Tree, error) {
	if img == nil {
		return nil, nil
	}
	m, err := img.Manifest()
	if err != nil {
		return nil, fmt.Errorf("image: %w", err)
	}
	blob := func(d v1.Descriptor) string { return "blobs/" + d.Digest.Algorithm + "/" + d.Digest.Hex }
	entry := tarball.Descriptor{Config: blob(m.Config), RepoTags: []string{"tvslab:" + i.Tag}}
	for _, d := range m.Layers {
		entry.Layers = append(entry.Layers, blob(d))
	}
	text, err := json.Marshal([]tarball.Descriptor{entry})
	if err != nil {
		return nil, fmt.Errorf("image: %w", err)
	}
	var t Tree
	t.Add("manifest.json", append(text, '\n'))
	return t, nil
}
