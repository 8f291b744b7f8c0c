package lab

import (
	"time"

	"tvslab/phone"
)

// Kinds of log lines.
const (
	LogTVS     = "tvs"     // trace of Cisco Trust Verification Service on a node
	LogSyslog  = "syslog"  // syslog of a node: expiry alarms
	LogConsole = "console" // console of a phone
)

// LogLine is one line of a log that a node or a phone would write.
type LogLine struct {
	Time   time.Time
	Source string // node or device name
	Kind   string // LogTVS, LogSyslog, LogConsole
	Text   string // without line end
}

func (l *Lab) log(line LogLine) {
	if l.logged != nil {
		l.logged(line)
	}
}

// console keeps the console lines that belong to an event of a phone.
func (l *Lab) console(*record, phone.Event) {}
