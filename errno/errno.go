// Package errno tells what went wrong with a call of the operating system, whatever number the system gives that. Windows has other
// numbers for sockets than those that package syscall defines there for the sake of portable programs.
package errno

import (
	"errors"
	"slices"
	"syscall"
)

// Kind is what can go wrong.
type Kind uint8

// What can go wrong.
const (
	InUse      Kind = iota // the address is in use
	Elsewhere              // the address is not one of this machine's
	Denied                 // a privilege is needed
	Refused                // nobody listens there
	Reset                  // the peer ended the connection by force
	Broken                 // the reader of what is written has gone
	Exhausted              // no descriptor, port or buffer is left to this process
	NoListener             // what accepts connections is closed, or is no listener
	NoPath                 // the path names nothing that there is or could be
)

// portable are the numbers that package syscall has on every system.
var portable = map[Kind][]syscall.Errno{
	InUse:      {syscall.EADDRINUSE},
	Elsewhere:  {syscall.EADDRNOTAVAIL},
	Denied:     {syscall.EACCES},
	Refused:    {syscall.ECONNREFUSED},
	Reset:      {syscall.ECONNRESET},
	Broken:     {syscall.EPIPE},
	Exhausted:  {syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS},
	NoListener: {syscall.EBADF, syscall.EINVAL, syscall.ENOTSOCK, syscall.EOPNOTSUPP, syscall.EFAULT},
	NoPath:     {syscall.ENOENT, syscall.ENOTDIR, syscall.EISDIR, syscall.ENAMETOOLONG, syscall.ELOOP},
}

// Of reports whether it is what an error says.
func (k Kind) Of(err error) bool {
	is := func(n syscall.Errno) bool { return errors.Is(err, n) }
	return slices.ContainsFunc(portable[k], is) || slices.ContainsFunc(own[k], is)
}
