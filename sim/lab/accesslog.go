package lab

import (
	"fmt"
	"time"

	"tvslab/capf"
	"tvslab/registration"
	"tvslab/service"
	"tvslab/tftpd"
	"tvslab/tvs"
)

// Access is one request that a server of the lab answered or refused.
type Access struct {
	Time     time.Time
	Node     string
	Protocol string // TFTP, HTTP, HTTPS, TVS, CAPF, SIP, SCCP, SSH or Tomcat
	Peer     string
	Name     string // file name, or device name, with the command for TVS and CAPF: hostile bytes
	Bytes    int64
	Duration time.Duration
	Outcome  string // one of few words of the server's own, whatever was sent
	Detail   string // why, "" for nothing to say: may quote hostile bytes
}

// detail is the text of an error.
func detail(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// logged hands a request to the log of the lab. Package accept takes care of a log that panics, but for TFTP, which is no
// connection.
func (s *servers) logged(a Access) {
	defer s.recover()
	s.log(a)
}

func (s *servers) logTransfer(node string) func(tftpd.Transfer) {
	if s.log == nil {
		return nil
	}
	return func(t tftpd.Transfer) {
		s.logged(Access{t.Time, node, t.Protocol, t.Peer, t.Name, t.Bytes, t.Duration, t.Outcome, detail(t.Err)})
	}
}

func (s *servers) logExchange(node string) func(tvs.Exchange) {
	if s.log == nil {
		return nil
	}
	return func(e tvs.Exchange) {
		name := fmt.Sprintf("%s %s", e.Device, e.Command)
		s.logged(Access{e.Time, node, "TVS", e.Peer, name, 0, e.Duration, e.Outcome, detail(e.Err)})
	}
}

func (s *servers) logEnrolment(node string) func(capf.Exchange) {
	if s.log == nil {
		return nil
	}
	return func(e capf.Exchange) {
		outcome, name := fmt.Sprintf("%s: %s", e.Outcome, e.Reason), fmt.Sprintf("%q %s", e.Device, e.Kind)
		why := detail(e.Err)
		if why != "" && e.State != "" {
			why = e.State + ": " + why
		}
		s.logged(Access{e.Time, node, "CAPF", e.Peer, name, 0, e.Duration, outcome, why})
	}
}

func (s *servers) logRegistration(node string, at service.Service) func(registration.Attempt) {
	if s.log == nil {
		return nil
	}
	return func(a registration.Attempt) {
		s.logged(Access{a.Time, node, at.Plain().String(), a.Peer, a.Device, 0, a.Duration, a.Outcome, detail(a.Err)})
	}
}
