// Package filename makes names of files out of names of things: of nodes, learners, scenarios. Windows has no file called con, a:b or "x.",
// and folders move from one system to another, so that names are the same on all.
package filename

import (
	"fmt"
	"regexp"
	"strings"
)

// device are the names that Windows keeps for devices, whatever follows a dot (Microsoft: "Naming Files, Paths, and Namespaces").
var device = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\..*)?$`)

// Of is the name of a file or folder for a thing of this name: the same, where every system takes it. Elsewhere what Windows does not take is
// written as % and two digits, the first letter of a device's name too. Two names never become one; those that differ in case only are one
// file on Windows and macOS all the same.
func Of(name string) string {
	var b strings.Builder
	last := len(name) - 1
	reserved := device.MatchString(name)
	for i := range len(name) { // bytes: what is no UTF-8 stays as it is
		c := name[i]
		if c < ' ' || strings.IndexByte(`<>:"/\|?*%`, c) >= 0 || i == last && (c == '.' || c == ' ') || i == 0 && reserved {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	if name == "" {
		return "%"
	}
	return b.String()
}
