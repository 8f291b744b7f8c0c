package pages

import (
	"fmt"
	"path"
	"strings"

	"tvslab/phone"
)

// files are the console log files of a phone: the lab keeps one.
func (f *family) files(p *Phone) []link {
	if f.logs == "" || len(p.Console) == 0 {
		return nil
	}
	return []link{{path.Base(f.logs), f.logs}}
}

// logFile returns the console log file at a path. Files of the 7900 series begin as a published one does.
func (f *family) logFile(p *Phone, at string) (string, bool) {
	if f.logs == "" || at != f.logs || len(p.Console) == 0 {
		return "", false
	}
	head := ""
	if f.name == "7900" {
		head = "|== Syslogd TNP== " + p.Now.In(p.Zone()).Format("Mon Jan _2 15:04:05 2006") + "\n" + strings.Repeat("=", 60) + "\n"
	}
	return head + strings.Join(p.Console, "\n") + "\n", true
}

// lasts are what a phone says of why it came up last (alarms of phones, recalled).
var lasts = map[phone.ResetCause]string{phone.PowerOn: "Initialized", phone.Reset: "Reset-Reset", phone.Restart: "Reset-Restart"}

// debug is the debug display: of all that real phones note there the lab has the line about the last start alone.
func (f *family) debug(p *Phone) []string {
	last := lasts[p.Cause]
	if last == "" || len(p.State.Status) == 0 {
		return nil
	}
	_, load, _ := strings.Cut(p.State.Load, ".")
	at := p.State.Status[len(p.State.Status)-1].Time.In(p.Zone())
	return []string{fmt.Sprintf("%s25: Name=%s Load= %s Last=%s", f.stamp(at), p.Name, load, last)}
}
