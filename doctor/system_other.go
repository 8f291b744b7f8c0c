//go:build !linux && !darwin

package doctor

import "syscall"

// What mends need on Windows and elsewhere. 112 is ERROR_DISK_FULL.
const (
	allowPorts      = " as an administrator"
	moreAddresses   = ""
	moreDescriptors = ""
	diskFull        = syscall.Errno(112)
)

var firewalls []firewall
