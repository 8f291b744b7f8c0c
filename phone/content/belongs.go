package content

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"

	"tvslab/trustlist"
)

// Belongs reports what a fetched file is instead of the one of that name; nil where it may be that one. It goes by the name and
// the bytes alone: the header of a list says whether it is a CTL or an ITL, that of a signed file which file it is, and the root
// of an unsigned configuration whether it is the default. An unsigned configuration does not name its device, and one CTL or ITL
// of a cluster is like another's, so that they can be told apart only by who knows them (see Is). Empty files and files of other
// names may be anything.
func (f *File) Belongs(name string) error {
	switch {
	case f.promise == nil && f.Size() == 0:
		return nil
	case isList(name):
		return f.belongsToList(name)
	case strings.Contains(name, ".cnf.xml"):
		return f.belongsToConfiguration(name)
	}
	return nil
}

// kindLength is the length of CTL and ITL, which names of lists begin with.
const kindLength = 3

func isList(name string) bool {
	return strings.HasSuffix(name, ".tlv") && (strings.HasPrefix(name, "CTL") || strings.HasPrefix(name, "ITL"))
}

// belongsToList compares the kinds: the header of a per-device list says CTLFile.tlv or ITLFile.tlv too.
func (f *File) belongsToList(name string) error {
	h, err := f.Header()
	if err != nil {
		return fmt.Errorf("no trust list: %w", err)
	}
	if own := path.Base(h.FileName); !strings.EqualFold(own[:min(kindLength, len(own))], name[:kindLength]) {
		return isNamed(h)
	}
	return nil
}

// belongsToConfiguration compares the name that was signed, which may have a folder in front; host names and file names of
// phones know no case.
func (f *File) belongsToConfiguration(name string) error {
	h, err := f.Header()
	switch {
	case err == nil && !strings.EqualFold(path.Base(h.FileName), path.Base(name)):
		return isNamed(h)
	case err == nil:
		return nil
	case !errors.Is(err, ErrNotSigned):
		return fmt.Errorf("no signed file: %w", err)
	case strings.HasSuffix(name, ".sgn"):
		return ErrNotSigned
	}
	if c, err := f.Config(); err == nil && !c.Default && strings.HasPrefix(name, "XMLDefault.") {
		return errors.New("the configuration of a device")
	}
	return nil
}

func isNamed(h *trustlist.Header) error { return fmt.Errorf("the file %q", h.FileName) }

// Is reports what a fetched file is instead of the one that was to come. A signed promise is compared by what its header
// says, an unsigned one by its bytes.
func (f *File) Is(want *File) error {
	same := false
	switch {
	case want.promise == nil:
		same = f.Same(want)
	case want.promise.Signed:
		h, err := f.Header()
		same = err == nil && sameOrigin(h, &want.promise.Header)
	default:
		same = bytes.Equal(f.Bytes(), want.promise.Bytes())
	}
	if same {
		return nil
	}
	if h, err := f.Header(); err == nil {
		return fmt.Errorf("the file %q of %s by %q", h.FileName, h.Timestamp.Format(time.RFC3339), h.SignerName)
	}
	return errors.New("another file")
}

// sameOrigin reports whether two files have the same name and were signed by the same certificate for the same reason.
func sameOrigin(a, b *trustlist.Header) bool {
	return a.FileName == b.FileName && a.SignerName == b.SignerName && a.CAName == b.CAName && bytes.Equal(a.Serial, b.Serial) &&
		a.Digest == b.Digest && a.Timestamp.Equal(b.Timestamp)
}
