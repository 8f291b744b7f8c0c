package expiry

import (
	"fmt"
	"strings"
	"time"
)

// severities are the names that RTMT gives to syslog severities: "Critical" in tech note 117299, "Alert" for 1 in a note on
// IM and Presence; the others by the standard.
var severities = [...]string{"Emergency", "Alert", "Critical", "Error", "Warning", "Notice", "Informational", "Debug"}

// alertSeverity is the least grave severity for which RTMT raises SyslogSeverityMatchFound, as it is installed (recalled).
const alertSeverity = 2

// alert wraps a syslog line as the alert SyslogSeverityMatchFound of RTMT shows it (tech note 117299): the line was found ten
// seconds after it was written, and the alert raised forty seconds later, as in the sample.
func (s Service) alert(a *alarm, line string, now time.Time) string {
	const stamp = "Mon Jan 02 15:04:05 MST 2006"
	at := s.local(now)
	return strings.Join([]string{
		fmt.Sprintf("At %s on node %s, the following SyslogSeverityMatchFound events generated:", at.Add(50*time.Second).Format(stamp), s.Address),
		"SeverityMatch : " + severities[a.severity],
		fmt.Sprintf("MatchedEvent : %s %s local7 %d : %s", at.Format("Jan 2 15:04:05"), s.Node, a.severity, line),
		"AppID : Cisco Syslog Agent",
		"ClusterID :",
		"NodeID : " + s.Node,
		"TimeStamp : " + at.Add(10*time.Second).Format(stamp),
	}, "\n")
}
