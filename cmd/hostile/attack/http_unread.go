package attack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"time"

	"tvslab/service"
)

// unread is the number of connections that read nothing.
const unread = 1000

// httpUnread holds connections that ask for a file 150 times and read nothing: their answers lie in the memory of the kernel, and
// the server has to let go of them.
func httpUnread(ctx context.Context, f *Field) error {
	addresses, opened := f.addresses(service.HTTP), f.count("connections")
	held := &ring{most: unread}
	defer held.close()
	many := bytes.Repeat(get, 150)
	crew(ctx, 8, func(r *rand.Rand) {
		if opened.Load() >= unread {
			<-ctx.Done()
			return
		}
		c, err := net.DialTimeout("tcp", addresses[r.IntN(len(addresses))], dialTime)
		if err != nil {
			rest(ctx, 5*time.Millisecond)
			return
		}
		opened.Add(1)
		held.add(c)
		write(c, many)
	})
	f.count("pages of kernel memory").Add(kernelPages())
	closed := 0
	held.each(func(c net.Conn) {
		if ended(c) {
			closed++
		}
	})
	f.count("closed by the server").Add(int64(closed))
	if all := int(opened.Load()); closed < all/2 {
		return fmt.Errorf("the server closed %d of %d connections that read nothing for %v", closed, all, f.Time)
	}
	return nil
}

// ended reads what has come and reports whether that is all that will come.
func ended(c net.Conn) bool {
	_ = c.SetReadDeadline(time.Now().Add(5 * time.Millisecond))
	_, err := io.Copy(io.Discard, c)
	return !errors.Is(err, os.ErrDeadlineExceeded)
}

// kernelPages is what the machine's TCP connections hold, pages of 4 KiB.
func kernelPages() (pages int64) {
	text, _ := os.ReadFile("/proc/net/sockstat")
	_, rest, _ := strings.Cut(string(text), "TCP:")
	_, rest, _ = strings.Cut(rest, " mem ")
	_, _ = fmt.Sscan(rest, &pages)
	return pages
}
