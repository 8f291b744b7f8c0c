package capture

import (
	"encoding/binary"
	"net/netip"
	"strings"
)

// Numbers of draft-ietf-opsawg-pcapng, section 4.5: the type of a Name Resolution Block and those of its records.
const (
	blockNames  = 4
	recordIPv4  = 1
	recordIPv6  = 2
	blockFrame  = 4 + 4 + 4 // type, and the length twice
	recordFrame = 2 + 2     // type and length; one alone ends the list
)

// nameBlock is a Name Resolution Block with one record, little-endian as the others.
func nameBlock(a netip.Addr, name string) []byte {
	kind := uint16(recordIPv4)
	if a.Is6() {
		kind = recordIPv6
	}
	value := append(a.AsSlice(), strings.ReplaceAll(name, "\x00", "")...)
	value = append(value, 0)
	padded := (len(value) + 3) &^ 3
	length := uint32(blockFrame + recordFrame + padded + recordFrame)
	b := make([]byte, 0, length)
	b = binary.LittleEndian.AppendUint32(b, blockNames)
	b = binary.LittleEndian.AppendUint32(b, length)
	b = binary.LittleEndian.AppendUint16(b, kind)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(value)))
	b = append(append(b, value...), make([]byte, padded-len(value))...)
	b = append(b, make([]byte, recordFrame)...)
	return binary.LittleEndian.AppendUint32(b, length)
}
