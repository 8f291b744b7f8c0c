package stockfile

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
)

// Contents of files with nothing to say.
const (
	header         = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	dialRules      = header + "<DialRules>\n</DialRules>\n"
	softKeys       = header + "<softKeyCfg>\n</softKeyCfg>\n"
	serviceProfile = header + "<UCServiceProfile>\n</UCServiceProfile>\n"
)

func text(s string) func() []byte { return func() []byte { return []byte(s) } }

// ringList is a list with one tone (9951 administration guide).
func ringList(file string) func() []byte {
	return text(fmt.Sprintf("%s<CiscoIPPhoneRingList>\n  <Ring>\n    <DisplayName>Lab</DisplayName>\n    <FileName>%s</FileName>\n  </Ring>\n</CiscoIPPhoneRingList>\n", header, file))
}

// silence is a tone that is not heard.
func silence(bytesLong int, value byte) func() []byte {
	return func() []byte { return bytes.Repeat([]byte{value}, bytesLong) }
}

// emptyJar is an archive of Java with its manifest and nothing else.
func emptyJar() []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	// Writing to memory does not fail.
	if f, err := w.CreateHeader(&zip.FileHeader{Name: "META-INF/MANIFEST.MF", Method: zip.Store}); err == nil {
		_, _ = io.WriteString(f, "Manifest-Version: 1.0\r\n\r\n")
	}
	_ = w.Close()
	return b.Bytes()
}
