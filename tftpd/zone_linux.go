//go:build amd64 || arm64 || riscv64

package tftpd

import (
	"net"
	"strconv"
)

// zoneIndex is the interface number of an IPv6 zone; 0 is none, or an unknown one.
func zoneIndex(zone string) uint32 {
	if zone == "" {
		return 0
	}
	if n, err := strconv.ParseUint(zone, 10, 32); err == nil {
		return uint32(n)
	}
	i, err := net.InterfaceByName(zone)
	if err != nil {
		return 0
	}
	return uint32(i.Index)
}

// zoneName is a zone for the number of an interface.
func zoneName(index uint32) string {
	if index == 0 {
		return ""
	}
	return strconv.FormatUint(uint64(index), 10)
}
