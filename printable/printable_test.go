package printable

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestText(t *testing.T) {
	for name, row := range map[string]struct{ text, want string }{
		"plain":                    {"CN=cucm-pub, Gänt\n\tend", "CN=cucm-pub, Gänt\n\tend"},
		"escape":                   {"a\x1b[31mb", `a\u001b[31mb`},
		"carriage return":          {"a\rb", `a\u000db`},
		"del":                      {"a\x7f", `a\u007f`},
		"c1":                       {"a\u009b31m", `a\u009b31m`},
		"c1 as a byte":             {"a\x9b31m", `a\x9b31m`},
		"half a character":         {"a\xe2\x82", `a\xe2\x82`},
		"too long":                 {"\xc0\x9b", `\xc0\x9b`},
		"override":                 {"a\u202eb\u2066c", `a\u202eb\u2066c`},
		"line separator":           {"a\u2028b", `a\u2028b`},
		"the replacement, written": {"a\ufffdb", "a\ufffdb"},
		"beyond the plane":         {"😀", "😀"},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, row.want, Text(row.text)) })
	}
}

// TestJSON: what is written out in JSON stays what it was.
func TestJSON(t *testing.T) {
	text := "a\x1b\x7f\u009b\u202e\u2066\u2028\\u001b"
	data, err := json.Marshal(text)
	require.NoError(t, err)
	safe := Text(string(data))
	require.NotContains(t, safe, "\x7f")
	var back string
	require.NoError(t, json.Unmarshal([]byte(safe), &back))
	require.Equal(t, text, back)
}

// TestPieces: text comes out the same however it is cut.
func TestPieces(t *testing.T) {
	text := "aä€😀\x9b\u009b\x1b[31m\x1b[12Kx\r\x1b[K\x1b[1mb\x1b[0m\xe2\x82"
	for name, row := range map[string]struct {
		writer func(*strings.Builder) *Writer
		want   string
	}{
		"text": {func(b *strings.Builder) *Writer { return NewWriter(b) },
			`aä€😀\x9b\u009b\u001b[31m\u001b[12Kx\u000d\u001b[K\u001b[1mb\u001b[0m\xe2\x82`},
		"editor": {func(b *strings.Builder) *Writer { return NewEditor(b) },
			`aä€😀\x9b\u009b\u001b[31m` + "\x1b[12Kx\r\x1b[K\x1b[1mb\x1b[0m" + `\xe2\x82`},
	} {
		t.Run(name, func(t *testing.T) {
			for size := 1; size <= len(text); size++ {
				var out strings.Builder
				w := row.writer(&out)
				for rest := text; rest != ""; {
					n := min(size, len(rest))
					written, err := w.Write([]byte(rest[:n]))
					require.NoError(t, err)
					require.Equal(t, n, written)
					rest = rest[n:]
				}
				require.NoError(t, w.Flush())
				require.Equal(t, row.want, out.String(), size)
			}
		})
	}
}

// FuzzWriter: nothing hostile comes out, and text that has nothing of the kind stays as it is.
func FuzzWriter(f *testing.F) {
	f.Add("a\x1b[31m\u202e\x9b", 2)
	f.Add("€", 1)
	f.Fuzz(func(t *testing.T, text string, cut int) {
		var out strings.Builder
		w := NewWriter(&out)
		cut = min(max(cut, 0), len(text))
		for _, part := range []string{text[:cut], text[cut:]} {
			_, err := w.Write([]byte(part))
			require.NoError(t, err)
		}
		require.NoError(t, w.Flush())
		require.Equal(t, Text(text), out.String())
		require.Equal(t, out.String(), Text(out.String()), "nothing is left to write out")
		if !strings.ContainsFunc(text, hostile) && strings.ToValidUTF8(text, "") == text {
			require.Equal(t, text, out.String())
		}
	})
}
