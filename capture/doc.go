// Package capture writes what goes over connections as a pcapng file that Wireshark opens: packets, the secrets of TLS sessions, and
// names for addresses. It is told what programs read and write, and does not sniff: no privilege is needed, and nobody else's packets
// are in the file. So the payload of each packet is what was sent, datagrams are whole, and what TCP adds (handshake, sequence
// numbers, acknowledgements, segments, the end) is made up around the bytes of a stream. A program that is told nothing pays nothing.
//
// It knows no protocol above TCP and UDP, apart from looking where a TLS handshake begins. The file format is that of
// draft-ietf-opsawg-pcapng; blocks are written by github.com/gopacket/gopacket, all but the one for names, which it only reads.
package capture
