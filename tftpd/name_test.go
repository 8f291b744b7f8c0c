package tftpd

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
)

// hostile names, none of which may reach a Source.
var hostile = map[string]string{
	"empty":         "",
	"parent":        "../etc/passwd",
	"absolute":      "/etc/passwd",
	"folder":        "New_Zealand/g3-tones.xml.sgn",
	"backslash":     `..\secret`,
	"drive":         `c:\boot.ini`,
	"dots inside":   "a..b",
	"hidden":        ".ssh",
	"newline":       "a\nb",
	"escape":        "a\x1b[2J",
	"delete":        "a\x7f",
	"C1":            "a\u009bb",
	"too long":      strings.Repeat("a", MaxName+1),
	"as long as it": strings.Repeat("a", 500),
}

func TestCheckName(t *testing.T) {
	for name, hostile := range hostile {
		t.Run(name, func(t *testing.T) { require.ErrorIs(t, CheckName(hostile), outcome.NotFound) })
	}
	require.ErrorIs(t, CheckName("a\x00b"), outcome.NotFound)
	for _, good := range []string{
		"CTLSEP001122334455.tlv", "ITLFile.tlv", "SEP001122334455.cnf.xml.enc.sgn", "XMLDefault.cnf.xml", "Désk phöne", strings.Repeat("a", MaxName),
	} {
		require.NoError(t, CheckName(good))
	}
}

func FuzzCheckName(f *testing.F) {
	for _, name := range hostile {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if CheckName(name) != nil {
			return
		}
		require.NotEmpty(t, name)
		require.False(t, strings.ContainsAny(name, "/\\\x00\n\r"))
		require.NotEqual(t, byte('.'), name[0])
	})
}
