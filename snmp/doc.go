// Package snmp answers SNMP requests about a tree of values: v1 and v2c by community, v3 by user (RFC 3414) without authentication, with it,
// and with privacy; GET, GETNEXT and GETBULK. SET is refused, all else gets no answer. Bytes, digests and ciphers are those of
// github.com/gosnmp/gosnmp, whose decoder serves managers: what makes an agent is here, the engine that is discovered, time windows and reports,
// and what is answered to whom. The package does not know what the values mean.
//
// An answer fits one Ethernet frame, however much is asked for, and strangers beyond loopback get so many a second and no more: a lab that
// others reach is no amplifier.
package snmp
