package doctor

import (
	"errors"
	"net"
	"slices"
	"syscall"

	"tvslab/errno"
)

// Trouble is a kind of error of the environment, and what to do about it.
type Trouble struct {
	Name   string
	kind   errno.Kind      // or
	is     []syscall.Errno // one of these
	listen bool            // only about an address that was to be listened on; a file has the same errors, and other remedies
	Mend   string
}

var troubles = []Trouble{
	{Name: "address-in-use", kind: errno.InUse, listen: true,
		Mend: "another program, perhaps another lab, listens there; end it or choose another place: --listen and --tftp-port for servers, the value of --web, --api or --metrics for these"},
	{Name: "port-privilege", kind: errno.Denied, listen: true, Mend: "a port below 1024 needs a privilege; try --tftp-port 6969, or allow it" + allowPorts},
	{Name: "no-such-address", kind: errno.Elsewhere, listen: true,
		Mend: "the address is not one of this machine's; loopback addresses begin with 127" + moreAddresses},
	{Name: "descriptors", kind: errno.Exhausted,
		Mend: "too many files and connections are open for the limit of this process; raise it with ulimit -n" + moreDescriptors},
	{Name: "no-space", is: []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, diskFull}, Mend: "the disk, or your share of it, is full; make room, or choose a folder on another disk"},
	{Name: "read-only", is: []syscall.Errno{syscall.EROFS}, Mend: "what is there can be read only; choose another folder: --keys for lab keys, --dir for labs, TMPDIR for files in between"},
	{Name: "memory", is: []syscall.Errno{syscall.ENOMEM}, Mend: "the system has no memory left for this; end other programs, or take fewer phones and --workers"},
}

// MendOf says what to do about an error of the environment, "" where it is none that is known.
func MendOf(err error) string {
	t := troubleOf(err)
	if t == nil {
		return ""
	}
	return t.Mend
}

func troubleOf(err error) *Trouble {
	listening := isListening(err)
	for i, t := range troubles {
		if (!t.listen || listening) && t.of(err) {
			return &troubles[i]
		}
	}
	return nil
}

// of reports whether an error is of the kind. Rows that have numbers have no kind.
func (t Trouble) of(err error) bool {
	if t.is == nil {
		return t.kind.Of(err)
	}
	return slices.ContainsFunc(t.is, func(e syscall.Errno) bool { return errors.Is(err, e) })
}

// isListening reports whether an address of a network could not be listened on.
func isListening(err error) bool {
	var network *net.OpError
	return errors.As(err, &network) && network.Op == "listen" && network.Net != "unix"
}
