package main_test

import (
	"bytes"
	"debug/pe"
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"
)

// forwarder makes a DLL without code, of which one function is that of another DLL: "ProcessPrng" is "advapi32.SystemFunction036" (PE
// format, "Export Address Table": an address within the export section is the name of a forwarder).
func forwarder(dll, function, target string) []byte {
	const rva, raw, directory = 0x1000, 0x200, 40
	var texts bytes.Buffer
	place := func(text string) uint32 {
		at := rva + directory + 12 + uint32(texts.Len())
		texts.WriteString(text + "\x00")
		return at
	}
	name, exported, forwarded := place(dll), place(function), place(target)
	section := packed([3]uint32{}, name, uint32(1), uint32(1), uint32(1), uint32(rva+directory), uint32(rva+directory+4), uint32(rva+directory+8),
		forwarded, exported, [2]uint16{}, texts.Bytes())
	size := uint32(len(section))
	head := packed([2]byte{'M', 'Z'}, [58]byte{}, uint32(64), // where the next row begins
		[4]byte{'P', 'E'}, uint16(0x8664), uint16(1), [3]uint32{}, uint16(240), uint16(0x2022),
		uint16(0x20b), uint16(0), uint32(0), uint32(raw), [2]uint32{}, uint32(rva), uint64(0x1_8000_0000), uint32(0x1000), uint32(0x200),
		[2]uint16{6, 0}, uint32(0), [2]uint16{6, 0}, uint32(0), uint32(0x2000), uint32(raw), uint32(0), [2]uint16{3, 0x100},
		[4]uint64{1 << 20, 1 << 12, 1 << 20, 1 << 12}, uint32(0), uint32(16), uint32(rva), size, [30]uint32{},
		[8]byte{'.', 'r', 'd', 'a', 't', 'a'}, size, uint32(rva), uint32(raw), uint32(raw), [3]uint32{}, uint32(0x4000_0040))
	return append(padded(head, raw), padded(section, raw)...)
}

func padded(data []byte, size int) []byte { return append(data, make([]byte, size-len(data))...) }

func packed(values ...any) []byte {
	var b bytes.Buffer
	for _, v := range values {
		_ = binary.Write(&b, binary.LittleEndian, v) // of fixed size: cannot fail
	}
	return b.Bytes()
}

// TestForwarder: what Wine loads is read by others, too.
func TestForwarder(t *testing.T) {
	f, err := pe.NewFile(bytes.NewReader(forwarder("bcryptprimitives.dll", "ProcessPrng", "advapi32.SystemFunction036")))
	require.NoError(t, err)
	require.EqualValues(t, pe.IMAGE_FILE_MACHINE_AMD64, f.Machine)
	exports := f.OptionalHeader.(*pe.OptionalHeader64).DataDirectory[pe.IMAGE_DIRECTORY_ENTRY_EXPORT]
	data, err := f.Section(".rdata").Data()
	require.NoError(t, err)
	word := func(at uint32) uint32 { return binary.LittleEndian.Uint32(data[at-exports.VirtualAddress:]) }
	text := func(at uint32) string {
		name, _, _ := bytes.Cut(data[at-exports.VirtualAddress:], []byte{0})
		return string(name)
	}
	addresses, names := word(exports.VirtualAddress+28), word(exports.VirtualAddress+32)
	require.Equal(t, "bcryptprimitives.dll", text(word(exports.VirtualAddress+12)))
	require.Equal(t, "ProcessPrng", text(word(names)))
	require.Equal(t, "advapi32.SystemFunction036", text(word(addresses)))
	require.Less(t, word(addresses), exports.VirtualAddress+exports.Size, "within the exports: a forwarder")
}
