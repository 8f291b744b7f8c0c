package reading

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

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
