package inspect

import "bytes"

// foreign are files that people hold in their hands and that are none of the kinds which phones read: how they begin, what they
// are, what to do with them. The first that fits counts.
var foreign = []struct {
	fits func([]byte) bool
	what string
	hint string
}{
	{func(b []byte) bool { return len(bytes.TrimSpace(b)) == 0 }, "the file is empty", "a server that lacks a file may answer with an empty one"},
	{begins("-----BEGIN PKCS7"), "a PKCS #7 bundle", "openssl pkcs7 -print_certs gives its certificates as PEM"},
	{holds("PRIVATE KEY-----"), "a private key without a certificate", "name it with --key to decrypt a file"},
	{begins("-----BEGIN "), "PEM without a certificate", "give the certificate as PEM or DER"},
	{begins("\xcd\x34\x12\xab"), "a firmware container of newer phones (78xx, 88xx)", "its signature is not in the form of .sgn files; what is known of it is its first four bytes"},
	{holds("BYTEPOS"), "the text of show itl or show ctl", "inspect reads the file itself: ITLFile.tlv over TFTP, or file get; tvslab import makes a twin of a cluster from such texts"},
	{begins("SEP"), "text that begins with a device name", "inspect reads one file of a phone or a server"},
}

func begins(with string) func([]byte) bool {
	return func(b []byte) bool { return bytes.HasPrefix(bytes.TrimLeft(b, "\ufeff \t\r\n"), []byte(with)) }
}

func holds(text string) func([]byte) bool {
	return func(b []byte) bool { return bytes.Contains(b[:min(len(b), maxHead)], []byte(text)) }
}

// maxHead is how much of a file is looked at to find out what it is, in bytes: more than the text that OpenSSL writes before PEM.
const maxHead = 64 << 10

// NotRead is a file that is known and not read.
type NotRead struct{ what, hint string }

// Error says what the file is.
func (e *NotRead) Error() string { return e.what }

// Hint says what to do instead.
func (e *NotRead) Hint() string { return e.hint }

// notRead names a file of a kind that is not read, nil for others.
func notRead(data []byte) error {
	for _, f := range foreign {
		if f.fits(data) {
			return &NotRead{f.what, f.hint}
		}
	}
	return nil
}
