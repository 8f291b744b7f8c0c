package doctor

import "syscall"

// What mends need on macOS.
const (
	allowPorts      = ": sudo, or a port from 1024 on"
	moreAddresses   = "; on macOS each of them is added first: sudo ifconfig lo0 alias 127.77.0.1 up"
	moreDescriptors = "; beyond the hard limit with sudo launchctl limit maxfiles"
	diskFull        = syscall.ENOSPC
)

var firewalls []firewall
