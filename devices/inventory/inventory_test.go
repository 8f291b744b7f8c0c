package inventory_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/unicode"

	"tvslab/devices"
	"tvslab/devices/inventory"
)

func names(l *inventory.List) (all []string) {
	for i := range l.Len() {
		all = append(all, l.At(i).Name())
	}
	return all
}

// TestRead: tables as spreadsheets and Bulk Administration write them.
func TestRead(t *testing.T) {
	two := []string{"SEP00A1B2C3D4E5", "SEP00112233445A"}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("Device Name\tDescription\r\nSEP00A1B2C3D4E5\tKüche\r\nSEP00112233445A\t\r\n")
	require.NoError(t, err)
	for name, row := range map[string]struct {
		text  string
		lines []int
	}{
		"names alone":               {"SEP00A1B2C3D4E5\nSEP00112233445A\n", []int{1, 2}},
		"no end of line":            {"SEP00A1B2C3D4E5\nSEP00112233445A", []int{1, 2}},
		"addresses":                 {"00:a1:b2:c3:d4:e5\n0011.2233.445a\n", []int{1, 2}},
		"empty lines, CRLF":         {"\r\nSEP00A1B2C3D4E5\r\n\r\n  \r\nSEP00112233445A\r\n", []int{2, 5}},
		"blanks before the heading": {"  \n,,\nDevice Name,Site\nSEP00A1B2C3D4E5,hq\nSEP00112233445A,hq\n", []int{4, 5}},
		"byte order mark":           {"\ufeffDevice Name,Description\nSEP00A1B2C3D4E5,a\nSEP00112233445A,b\n", []int{2, 3}},
		"UTF-16":                    {utf16, []int{2, 3}},
		"Bulk Administration":       {"MAC ADDRESS,DESCRIPTION,DEVICE POOL\n00A1B2C3D4E5,Lobby,Default\n00112233445A,Desk,Default\n", []int{2, 3}},
		"semicolons":                {"Beschreibung;Device Name\n\"Küche; Nord\";SEP00A1B2C3D4E5\nFlur;sep00112233445a\n;\n", []int{2, 3}},
		"tabs, empty fields":        {"Site\tName\n\tSEP00A1B2C3D4E5\n\tSEP00112233445A\n", []int{2, 3}},
		"quotes, a field of lines":  {"\"Device Name\", \"Description\"\n\"SEP00A1B2C3D4E5\", \"one\ntwo \"\"three\"\"\"\n\"SEP00112233445A\"\n", []int{2, 4}},
		"device before name":        {"Name,device_name\nsmith,SEP00A1B2C3D4E5\nlee,SEP00112233445A\n", []int{2, 3}},
		"Latin-1":                   {"SEP00A1B2C3D4E5,K\xfcche\nSEP00112233445A,\n", []int{1, 2}},
		"of this program":           {"k,name,group,model\n0,SEP00A1B2C3D4E5,desk,8841\n1,SEP00112233445A,desk,8841\n", []int{2, 3}},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := inventory.Read("phones.csv", strings.NewReader(row.text))
			require.NoError(t, err)
			require.Equal(t, two, names(l))
			for i, line := range row.lines {
				require.Equal(t, line, l.Line(l.At(i)))
			}
			require.Zero(t, l.Line(1))
		})
	}
}

// TestWrong: one error, with the line.
func TestWrong(t *testing.T) {
	for name, row := range map[string]struct{ text, want string }{
		"nothing":         {"", "phones.csv: there is no device in it"},
		"heading alone":   {"Device Name\n", "phones.csv: there is no device in it"},
		"no device":       {"Device Name\nSEP00A1B2C3D4E5\nCSFsmith\n", `phones.csv:3: "CSFsmith" is no device (SEP and 12 hex digits, or a MAC address)`},
		"no field":        {"Site,Device Name\nhq,SEP00A1B2C3D4E5\nhq\n", `phones.csv:3: "" is no device`},
		"other heading":   {"Telefon\nSEP00A1B2C3D4E5\n", `phones.csv:1: "Telefon" is no device (SEP and 12 hex digits, or a MAC address), and no heading names the column of devices (Device Name)`},
		"twice":           {"Device Name\nSEP00A1B2C3D4E5\nSEP00112233445A\n00a1.b2c3.d4e5\n", "phones.csv:4: SEP00A1B2C3D4E5 is in line 2 already"},
		"open quote":      {"SEP00A1B2C3D4E5,\"a\n", "phones.csv:1: extraneous or missing \" in quoted-field"},
		"quote in a text": {"SEP00A1B2C3D4E5,24\" screen\n", "phones.csv:1: bare \" in non-quoted-field"},
		"a long text":     {strings.Repeat("x", 1000), `phones.csv:1: "` + strings.Repeat("x", 100) + `" is no device`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := inventory.Read("phones.csv", strings.NewReader(row.text))
			require.ErrorContains(t, err, row.want)
			require.Less(t, len(err.Error()), 300)
		})
	}
}

// many writes devices line by line, none of them before it is read.
type many struct {
	n, of int
	rest  []byte
}

func (m *many) Read(p []byte) (int, error) {
	if len(m.rest) == 0 {
		if m.n == m.of {
			return 0, io.EOF
		}
		m.rest = fmt.Appendf(nil, "%012x\n", m.n)
		m.n++
	}
	n := copy(p, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}

func TestBounds(t *testing.T) {
	l, err := inventory.Read("phones.csv", &many{of: inventory.MaxDevices})
	require.NoError(t, err)
	require.Equal(t, inventory.MaxDevices, l.Len())
	_, err = inventory.Read("phones.csv", &many{of: inventory.MaxDevices + 1})
	require.EqualError(t, err, "phones.csv:1000001: a list has at most 1000000 devices")
	long := io.MultiReader(strings.NewReader("SEP00A1B2C3D4E5,"), strings.NewReader(strings.Repeat(" ", inventory.MaxSize)))
	_, err = inventory.Read("phones.csv", long)
	require.EqualError(t, err, "phones.csv: a list of devices has at most 64 MB")
}

// FuzzRead: what can be read has every device once, in lines that go up; written as names it reads the same.
func FuzzRead(f *testing.F) {
	f.Add([]byte("Device Name,Description\nSEP00A1B2C3D4E5,\"a, b\"\n00:11:22:33:44:55,\n"))
	f.Add([]byte("\ufeffa;mac\r\n;0011.2233.4455\r\n;;;\r\n"))
	f.Add([]byte("\xff\xfea\x00\n\x00"))
	f.Add([]byte("name\tx\n\tSEP00A1B2C3D4E5\n"))
	f.Add([]byte("SEP00A1B2C3D4E5\nsep00a1b2c3d4e5\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := inventory.Read("f", strings.NewReader(string(data)))
		if err != nil {
			require.True(t, strings.HasPrefix(err.Error(), "f:"), err)
			return
		}
		require.Equal(t, l.Len(), l.Devices().Len())
		last := 0
		for i := range l.Len() {
			require.Greater(t, l.Line(l.At(i)), last)
			last = l.Line(l.At(i))
		}
		again, err := inventory.Read("f", strings.NewReader(strings.Join(names(l), "\n")))
		require.NoError(t, err)
		require.Equal(t, names(l), names(again))
		_, err = devices.Named(names(l)...)
		require.NoError(t, err)
	})
}
