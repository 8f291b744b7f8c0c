package blocks_test

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// apart gives a process a network of its own, as far as an ordinary user may have one: as root of a user namespace.
func apart(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	if os.Getuid() == 0 {
		return
	}
	cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
	cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
	cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
}

// request is struct ifreq of <net/if.h>: the name of an interface, and a value.
type request struct {
	name  [syscall.IFNAMSIZ]byte
	value [24]byte
}

// ioctl asks the kernel for something about an interface.
func ioctl(socket int, what uintptr, name string, value ...byte) error {
	var r request
	copy(r.name[:], name)
	copy(r.value[:], value)
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(socket), what, uintptr(unsafe.Pointer(&r))); errno != 0 {
		return errno
	}
	return nil
}

// wake gives the new network its loopback interface, on which there is also the address of documentation (RFC 5737) at which pages let
// a lab listen.
func wake() error {
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(socket)
	if err := ioctl(socket, syscall.SIOCSIFFLAGS, "lo", syscall.IFF_UP|syscall.IFF_LOOPBACK); err != nil {
		return err
	}
	return ioctl(socket, syscall.SIOCSIFADDR, "lo:1", syscall.AF_INET, 0, 0, 0, 192, 0, 2, 7)
}

// TestApart: a process apart sees a loopback interface that nothing has passed, and no other.
func TestApart(t *testing.T) {
	cmd := exec.Command("cat", "/proc/self/net/dev")
	apart(cmd)
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("no network of its own: %s", err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")[2:] // below the title
	require.Len(t, lines, 1)
	require.Equal(t, []string{"lo:", "0", "0"}, strings.Fields(lines[0])[:3])
}
