package snmp

import (
	"net/netip"

	"github.com/gosnmp/gosnmp"
)

// Value is a value of a tree, of one of the types of SMIv2.
type Value struct {
	kind gosnmp.Asn1BER
	data any
}

// Text makes a value: it is a string of characters.
func Text(text string) Value { return Value{gosnmp.OctetString, text} }

// Octets makes a value: it is a string of bytes.
func Octets(bytes []byte) Value { return Value{gosnmp.OctetString, bytes} }

// Integer makes a value: it is an INTEGER.
func Integer(n int) Value { return Value{gosnmp.Integer, n} }

// Counter makes a value: it is a Counter32.
func Counter(n uint32) Value { return Value{gosnmp.Counter32, n} }

// Gauge makes a value: it is a Gauge32.
func Gauge(n uint32) Value { return Value{gosnmp.Gauge32, n} }

// Ticks makes a value: it is TimeTicks, hundredths of a second.
func Ticks(hundredths uint32) Value { return Value{gosnmp.TimeTicks, hundredths} }

// Address makes a value: it is an IpAddress.
func Address(ip netip.Addr) Value { return Value{gosnmp.IPAddress, ip.AsSlice()} }

// Name makes a value: it is an OBJECT IDENTIFIER.
func Name(o OID) Value { return Value{gosnmp.ObjectIdentifier, o.String()} }

func (v Value) at(o OID) gosnmp.SnmpPDU {
	return gosnmp.SnmpPDU{Name: o.String(), Type: v.kind, Value: v.data}
}

func exception(k gosnmp.Asn1BER) Value { return Value{k, nil} }

// Most bytes of a number in BER, and of what stands before a value of less than 128 bytes, and of up to 64 KB.
const (
	mostNumber  = 5
	shortHeader = 2
	longHeader  = 4
)

// size is how many bytes the value takes at most.
func (v Value) size() int {
	n := mostNumber
	switch data := v.data.(type) {
	case string:
		n = len(data) // of a name it is more than its bytes
	case []byte:
		n = len(data)
	}
	return tlv(n)
}

// tlv is how many bytes a field takes at most.
func tlv(n int) int {
	if n < 0x80 {
		return shortHeader + n
	}
	return longHeader + n
}

// sizeAt is how many bytes a name with its value take at most in an answer.
func (v Value) sizeAt(o OID) int { return tlv(tlv(o.size()) + v.size()) }
