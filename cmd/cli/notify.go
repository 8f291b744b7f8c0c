package cli

import (
	"fmt"
	"io"
	"net"
	"os"
)

// notifySystemd tells the service manager how the service stands, where there is one: sd_notify(3), which is a datagram to the socket that
// NOTIFY_SOCKET names; "@" begins a name of Linux' abstract namespace. A manager that cannot be told is no reason to end.
func notifySystemd(state string, errs io.Writer) {
	name := os.Getenv("NOTIFY_SOCKET")
	if name == "" {
		return
	}
	c, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: name, Net: "unixgram"})
	if err == nil {
		_, err = io.WriteString(c, state)
		_ = c.Close() // the datagram has gone
	}
	if err != nil {
		fmt.Fprintf(errs, "tvslab: warning: the service manager is not told %s: %v\n", state, err)
	}
}
