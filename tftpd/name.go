package tftpd

import (
	"fmt"
	"strings"

	"tvslab/outcome"
)

// MaxName is the longest accepted file name in bytes. Names of phone files have
// fewer than 64; a TFTP request without options has room for 500.
const MaxName = 128

// CheckName refuses file names that no CUCM file has and that could lead out of
// a served folder: empty, longer than [MaxName], with a separator of any system,
// "..", a leading dot, or a NUL or other control byte. The error quotes the name
// and is or wraps outcome.NotFound, because that is what a client is told.
func CheckName(name string) error {
	reason := ""
	switch {
	case name == "":
		reason = "is empty"
	case len(name) > MaxName:
		return fmt.Errorf("file name of %d bytes is longer than %d: %w", len(name), MaxName, outcome.NotFound)
	case strings.ContainsAny(name, `/\`):
		reason = "contains a separator"
	case strings.HasPrefix(name, "."):
		reason = "begins with a dot"
	case strings.Contains(name, ".."):
		reason = `contains ".."`
	case strings.IndexFunc(name, isControl) >= 0:
		reason = "contains a control character"
	}
	if reason == "" {
		return nil
	}
	return fmt.Errorf("file name %q %s: %w", name, reason, outcome.NotFound)
}

// isControl covers C0, DEL and C1, as the last two also act on terminals that
// print a request log.
func isControl(r rune) bool { return r < 0x20 || r >= 0x7f && r < 0xa0 }
