package expiry

import (
	"fmt"
	"strings"
	"time"

	"tvslab/sim/cucm"
	"tvslab/sim/store"
)

const day = 24 * time.Hour

// alarm is one of the certificate alarms of the serviceability catalogue.
type alarm struct {
	name     string
	severity int           // syslog severity, the digit of the line
	within   time.Duration // raised when this much or less is left
	text     string        // after the closing bracket
}

// alarms in order of gravity. Severities and texts of CertExpired and CertValidfor7days are read, in a note on HCM-F
// and in Cisco doc 117299; the others are recalled, and their texts made by analogy.
var alarms = []alarm{
	{"CertExpired", 0, 0, "Certificate has Expired and needs to be changed at the earliest"},
	{"CertValidLessThanADay", 1, day, "Alarm to indicate that Certificate is about to Expire in less than 24 hours or has Expired"},
	{"CertValidfor7days", 2, 7 * day, "Alarm to indicate that Certificate has Expired or Expires in less than seven days"},
	{"CertValidLessthanMonth", 4, 30 * day, "Alarm to indicate that Certificate will Expire in 30 days or less"},
	{"CertExpiryApproaching", 6, 1 << 62, "Alarm to indicate that Certificate is going to Expire"},
}

// gravest is the first alarm that the release has: the sample of 9.1 reports an expired certificate as
// CertValidfor7days.
func gravest(r *cucm.Rules) int {
	if r.ExpiredAlarms {
		return 0
	}
	return 2
}

// alarmFor returns the alarm for a certificate that is valid for that much longer.
func alarmFor(r *cucm.Rules, left time.Duration) *alarm {
	for i := gravest(r); ; i++ {
		if a := &alarms[i]; left <= a.within {
			return a
		}
	}
}

// graver returns the next graver alarm of the release, nil if there is none.
func (a *alarm) graver(r *cucm.Rules) *alarm {
	for i := gravest(r); i < len(alarms)-1; i++ {
		if &alarms[i+1] == a {
			return &alarms[i]
		}
	}
	return nil
}

// syslog is the literal line of Cisco doc 117299. Its peculiarities are CUCM's: the type is own-cert for trusted
// certificates too, the file name ends in .der, and the expiry is cut off. The file of an own certificate is
// named after its store (tech note 214607).
func (s Service) syslog(a *alarm, number int, w Watched, now time.Time) string {
	file := string(w.Store)
	if w.Store.Trust() {
		file = strings.TrimSuffix(store.FileName(w.Cert, s.Rules), ".pem")
	}
	return fmt.Sprintf("%d: %s: %s UTC : %%UC_CERT-%d-%s: %%[Message=Certificate expiration Notification. Certificate name:%s.der Unit:%s Type:own-cert Expiration:%s][AppID=Cisco Certificate Monitor][ClusterID=][NodeID=%s]: %s",
		number, s.FQDN, now.UTC().Format("Jan 02 2006 15:04:05.000"), a.severity, a.name, file, w.Store,
		s.expiryText(w.Cert.X509.NotAfter), s.Node, a.text)
}

// expiryText cuts the date off where CUCM does: after the minutes on 9.1, in the time zone on later platforms.
func (s Service) expiryText(t time.Time) string {
	text := s.local(t).Format("Mon Jan 02 15:04:05:000 MST 2006")
	if s.Rules.ExpiredAlarms {
		return text[:27]
	}
	return text[:17]
}
