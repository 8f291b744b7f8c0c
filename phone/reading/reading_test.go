package reading

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tvslab/phone/content"
)

var update = flag.Bool("update", false, "rewrite golden files")

// The files of testdata are written for these tests, in the form of real ones.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.cnf.xml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			require.NoError(t, err)
			c, err := Of(filepath.Base(name), data)
			require.NoError(t, err)
			var text bytes.Buffer
			require.NoError(t, c.WriteText(&text))
			golden := name + ".golden"
			if *update {
				require.NoError(t, os.WriteFile(golden, text.Bytes(), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), text.String())
		})
	}
}

// Whatever phones of the lab read has a meaning in words.
func TestEveryElementThatIsReadHasAMeaning(t *testing.T) {
	for _, path := range content.ReadPaths() {
		_, known := meaningOf(path)
		require.True(t, known, path)
	}
}

// What the lab's own configurations say is known element by element, over each protocol, secure and not.
func TestOwnConfigurationsAreKnown(t *testing.T) {
	files, err := filepath.Glob("../../sim/configfile/testdata/*.cnf.xml")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 3)
	for _, name := range files {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		c, err := Of(filepath.Base(name), data)
		require.NoError(t, err)
		for _, f := range c.Fields {
			assert.NotEqual(t, Unknown, f.Use, "%s: %s", name, f.Path)
		}
	}
}

func TestRefused(t *testing.T) {
	for name, text := range map[string]string{
		"cut off":        "<device><TVS>",
		"no number":      "<device><deviceSecurityMode>_MODE_</deviceSecurityMode></device>",
		"another root":   "<phonebook/>",
		"other encoding": `<?xml version="1.0" encoding="EBCDIC"?><device/>`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Of("x", []byte(text))
			require.ErrorContains(t, err, "configuration")
		})
	}
}

// TestOdd: what phones of the lab read one way, and real ones perhaps another way, is said.
func TestOdd(t *testing.T) {
	manager := "<device><devicePool><callManagerGroup><members><member priority='0'><callManager>%</callManager></member></members></callManagerGroup></devicePool></device>"
	for name, row := range map[string]struct{ text, says string }{
		"mode 0":    {"<device><deviceSecurityMode>0</deviceSecurityMode></device>", "deviceSecurityMode 0 is no value"},
		"mode 1":    {"<device><deviceSecurityMode>1</deviceSecurityMode></device>", ""},
		"two names": {strings.Replace(manager, "%", "<processNodeName>a</processNodeName><processNodeName>b</processNodeName>", 1), "processNodeName stands twice"},
		"one name":  {strings.Replace(manager, "%", "<processNodeName>a</processNodeName>", 1), ""},
		"two servers": {"<device><TVS><members><member priority='0'><address>a</address></member><member priority='1'><address>b</address></member></members></TVS></device>",
			""},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := Of("x", []byte(row.text))
			require.NoError(t, err)
			doubts := strings.Join(c.Conclusion.Doubts, "\n")
			if row.says == "" {
				require.NotRegexp(t, "stands twice|no value", doubts)
				return
			}
			require.Contains(t, doubts, row.says)
		})
	}
}

// TestFaults: a character that cannot stand there is named with its place; of the root it is said that its letters may be the fault.
func TestFaults(t *testing.T) {
	for text, want := range map[string]string{
		"<device><versionStamp>a\x00b</versionStamp></device>":       "configuration at offset 23: byte 0x00: ",
		"<device><versionStamp>M\xfcnchen</versionStamp></device>":   "configuration at offset 23: byte 0xfc: ",
		"<device><versionStamp>\xc3\xbc\x01</versionStamp></device>": "configuration at offset 24: byte 0x01: ",
		"<default><versionStamp>a</versionStamp></default>":          `root element "default" is neither device nor Default (small and capital letters count`,
		"<device><versionStamp>a</device>":                           "configuration at offset ",
	} {
		_, err := Of("x", []byte(text))
		require.ErrorContains(t, err, want)
	}
	_, err := Of("x", []byte("<device><versionStamp>M\xfcnchen</versionStamp></device>"))
	require.ErrorContains(t, err, "ISO-8859-1")
	_, err = Of("x", []byte("<phonebook/>"))
	require.NotContains(t, err.Error(), "letters")
}

func TestEncodings(t *testing.T) {
	for name, text := range map[string]string{
		"Latin-1": "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><device><versionStamp>M\xfcnchen</versionStamp></device>",
		"ASCII":   `<?xml version="1.0" encoding="us-ascii"?><device><versionStamp>M&#252;nchen</versionStamp></device>`,
		"UTF-8":   "\xef\xbb\xbf<device><versionStamp>M\u00fcnchen</versionStamp></device>",
	} {
		t.Run(name, func(t *testing.T) {
			require.True(t, Looks([]byte(text)))
			c, err := Of("x", []byte(text))
			require.NoError(t, err)
			require.Equal(t, []Field{{Path: "/versionStamp", Value: "München", Use: Read, Means: "changes with every change of the file"}}, c.Fields)
		})
	}
}

func FuzzOf(f *testing.F) {
	f.Add([]byte("<device><a b='c'>d</a><TVS><members><member priority='0'/></members></TVS></device>"))
	f.Add([]byte("<Default/>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Of("x", data)
		if err != nil {
			return
		}
		require.Contains(t, []string{"device", "Default"}, c.Root)
		require.NoError(t, c.WriteText(&bytes.Buffer{}))
	})
}
