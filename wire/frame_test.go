package wire_test

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"tvslab/wire"
)

// frame has a lead of three bytes, with the command last.
var frame = &wire.Frame{Protocol: "p", Lead: []byte{0x66, 2, 0}, Command: 2, Header: "R1", Body: "R2", ID: "R3", Element: "R4"}

// whole is a message with two elements of the same tag and one of another.
var whole = []byte{0x66, 2, 9, 0, 0, 0, 7, 0, 12, 1, 0, 1, 'a', 1, 0, 2, 'b', 'c', 5, 0, 0}

func TestRead(t *testing.T) {
	more := bytes.NewReader(append(bytes.Clone(whole), "next"...))
	m, err := frame.Read(iotest.OneByteReader(more), wire.Checks{})
	require.NoError(t, err)
	require.Equal(t, 4, more.Len(), "not one byte more than the message has")
	require.Equal(t, uint8(9), m.Command)
	require.Equal(t, uint32(7), m.Session)
	require.Equal(t, wire.Elements{{Tag: 1, Value: []byte("a")}, {Tag: 1, Value: []byte("bc")}, {Tag: 5, Value: []byte{}}}, m.Elements)
	require.Equal(t, []byte("a"), m.Value(1), "the first of two")
	require.Equal(t, 2, m.Index(5))
	require.Equal(t, -1, m.Index(6))
	require.Nil(t, m.Value(6))
	encoded, err := frame.Marshal(m)
	require.NoError(t, err)
	require.Equal(t, whole, encoded)
}

func TestReadRefuses(t *testing.T) {
	change := func(at int, to byte) []byte {
		b := bytes.Clone(whole)
		b[at] = to
		return b
	}
	for name, row := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":             {nil, "p: R1: 0 of 9 header bytes at offset 0: EOF"},
		"header cut":          {whole[:8], "p: R1: 8 of 9 header bytes at offset 8: unexpected EOF"},
		"other protocol":      {change(0, 0x57), "p: R3: protocol id is 0x57, not 0x66 at offset 0"},
		"body cut":            {whole[:20], "p: R2: 11 of 12 body bytes at offset 20: unexpected EOF"},
		"element beyond":      {change(15, 9), "p: R4: 9 bytes announced, 5 left, element 1 at offset 13"},
		"one stray byte":      {change(8, 10)[:19], "p: R4: 1 stray bytes at the end at offset 18"},
		"element, no length":  {change(8, 11)[:20], "p: R4: 2 stray bytes at the end at offset 18"},
		"length of two bytes": {change(14, 1), "p: R4: 258 bytes announced, 5 left, element 1 at offset 13"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := frame.Read(bytes.NewReader(row.data), wire.Checks{})
			require.EqualError(t, err, row.want)
			var broken *wire.Error
			require.ErrorAs(t, err, &broken)
		})
	}
}

func TestChecks(t *testing.T) {
	stop := errors.New("stop")
	r := bytes.NewReader(whole)
	_, err := frame.Read(r, wire.Checks{Header: func(h []byte) error {
		require.Equal(t, whole[:9], h)
		return stop
	}})
	require.Equal(t, stop, err)
	require.Equal(t, 12, r.Len(), "a message that its header condemns is read no further")

	_, err = frame.Read(bytes.NewReader(whole), wire.Checks{Element: func(l wire.Elements) error {
		if i := len(l) - 1; l.Index(l[i].Tag) < i {
			return frame.BrokenBy(l, i, "R9", "again")
		}
		return nil
	}})
	require.EqualError(t, err, "p: R9: again, element 1 at offset 13")
}

func TestMarshalRefuses(t *testing.T) {
	for name, row := range map[string]struct {
		sizes []int
		want  string
	}{
		"value": {[]int{1, 1 << 16}, "p: element 1 of 65536 bytes is longer than 65535"},
		"body":  {[]int{1<<16 - 4, 0}, "p: message body of 65538 bytes is longer than 65535"},
	} {
		t.Run(name, func(t *testing.T) {
			var m wire.Message
			for tag, size := range row.sizes {
				m.Add(uint8(tag), make([]byte, size)...)
			}
			_, err := frame.Marshal(&m)
			require.EqualError(t, err, row.want)
		})
	}
}

// FuzzRead: no panic, no byte read behind the message, and what is read is written back as it was but for the lead.
func FuzzRead(f *testing.F) {
	f.Add(whole)
	f.Add(whole[:13])
	f.Fuzz(func(t *testing.T, data []byte) {
		r := bytes.NewReader(data)
		m, err := frame.Read(r, wire.Checks{})
		if err != nil {
			var broken *wire.Error
			require.ErrorAs(t, err, &broken)
			require.LessOrEqual(t, broken.Offset, len(data))
			return
		}
		encoded, err := frame.Marshal(m)
		require.NoError(t, err)
		read := data[:len(data)-r.Len()]
		require.Equal(t, read[2:], encoded[2:])
		require.Equal(t, io.EOF, errAfter(encoded))
	})
}

// errAfter is what a second read of the bytes of one message gives.
func errAfter(b []byte) error {
	r := bytes.NewReader(b)
	if _, err := frame.Read(r, wire.Checks{}); err != nil {
		return err
	}
	_, err := r.ReadByte()
	return err
}
