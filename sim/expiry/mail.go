package expiry

import (
	"fmt"
	"strings"
	"time"
)

// Mail is an e-mail of the service. No document shows one: sender, subject and text are chosen, but for the words of the
// notifications, which are those of the alarms.
type Mail struct {
	Date    time.Time
	From    string
	To      []string
	Subject string
	Text    []string // lines
	id      string
}

// mail makes one e-mail of what a run tells, nil where the page names nobody or nothing is told.
func (s Service) mail(raised []Alarm, now time.Time) *Mail {
	if len(s.page.Mail) == 0 || len(raised) == 0 {
		return nil
	}
	m := &Mail{Date: s.local(now), From: "certmon@" + s.FQDN, To: s.page.Mail, id: fmt.Sprintf("%d.%d@%s", now.Unix(), s.sent, s.FQDN),
		Subject: "Certificate expiration notification from " + s.Node + ": " + raised[0].Name}
	for _, a := range raised {
		for _, line := range a.Lines {
			m.Text = append(m.Text, message(line))
		}
	}
	return m
}

// message is the part of a syslog line that people read.
func message(line string) string {
	_, rest, _ := strings.Cut(line, "%[Message=")
	text, _, _ := strings.Cut(rest, "][AppID=")
	return text
}

// Message is the e-mail as RFC 5322 has it, in lines without their ends.
func (m *Mail) Message() []string {
	return append([]string{
		"Date: " + m.Date.Format(time.RFC1123Z),
		"From: Cisco Certificate Monitor <" + m.From + ">",
		"To: " + strings.Join(m.To, ", "),
		"Subject: " + m.Subject,
		"Message-ID: <" + m.id + ">",
		"MIME-Version: 1.0",
		"Content-Type: text/plain; charset=us-ascii",
		"",
	}, m.Text...)
}

// Mbox is the e-mail as a mailbox file keeps it (RFC 4155): with the line that begins it and the one that ends it.
func (m *Mail) Mbox() []string {
	begin := "From " + m.From + " " + m.Date.Format(time.ANSIC)
	return append(append([]string{begin}, m.Message()...), "")
}
