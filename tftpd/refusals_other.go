//go:build !linux

package tftpd

import "net"

// reportRefusals does nothing: outside Linux an unconnected socket does not learn
// of ICMP errors (or, on Windows, always does), and the transfer times out.
func reportRefusals(*net.UDPConn, bool) {}
