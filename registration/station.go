package registration

import (
	"fmt"
	"time"
)

// sccpSilence is how long a registered phone may say nothing: three KeepAlives that do not come lose a phone (recalled).
const sccpSilence = 3 * sccpInterval * time.Second

// station is the server's side of one connection of an SCCP phone. It takes what phones send before and after Register (chan-sccp):
// an Alarm, KeepAlives, a request for a token; then requests for what the phone shows. A connection stays up as long as
// KeepAlives come. What has no answer here is read and ignored.
type station struct {
	*visit
	version byte // of the protocol: what the phone asked for, if it is not newer than the server's
}

// sccp speaks with a phone until the connection ends.
func (v *visit) sccp() error {
	s := &station{visit: v}
	for {
		m, err := readSCCP(v.conn)
		if err != nil {
			return err
		}
		if v.told > 0 {
			v.conn.SetDeadline(time.Now().Add(sccpSilence))
		}
		if more, err := s.take(m); err != nil || !more {
			return err
		}
	}
}

// take answers one message. It reports whether there may be more.
func (s *station) take(m sccpMessage) (more bool, err error) {
	if m.id == sccpRegister {
		return s.register(m.body)
	}
	answer, ok := sccpAnswers[m.id]
	if !ok {
		return true, nil
	}
	if err := writeSCCP(s.conn, uint32(s.version), answer(s)); err != nil {
		return false, err
	}
	if m.id == sccpUnregister {
		return false, errNotRegistered
	}
	return true, nil
}

// errNotRegistered is told of connections that came to no Register.
var errNotRegistered = fmt.Errorf("%w: Unregister of a phone that did not register", errMessage)

// register answers a Register message. A phone that is refused has to begin again.
func (s *station) register(body []byte) (more bool, err error) {
	q, err := readSCCPRegister(body)
	if err != nil {
		return false, err
	}
	s.who.Device, s.who.Model, s.version = q.device, q.model, min(q.version, sccpVersion)
	if s.told > 0 {
		s.began = time.Now()
	}
	err = s.decide(func(r *Refusal) error {
		more = r == nil
		return writeSCCP(s.conn, uint32(s.version), sccpAnswerOf(s.version, r))
	})
	s.conn.SetDeadline(time.Now().Add(sccpSilence))
	return more, err
}

// sccpAnswers are the answers to messages of phones, by identifier. The templates are the least that there is: one line, no soft
// keys. A token, which keeps phones from coming home all at once, is always given.
var sccpAnswers = map[uint32]func(*station) sccpMessage{
	sccpKeepAlive:          func(*station) sccpMessage { return sccpMessage{id: sccpKeepAliveAck} },
	sccpRegisterTokenReq:   func(*station) sccpMessage { return sccpMessage{id: sccpRegisterTokenAck} },
	sccpUnregister:         func(*station) sccpMessage { return sccpMessage{sccpUnregisterAck, sccpBody(nil, 0)} },
	sccpConfigStatReq:      (*station).configuration,
	sccpTimeDateReq:        (*station).date,
	sccpButtonTemplateReq:  (*station).buttons,
	sccpSoftKeyTemplateReq: func(*station) sccpMessage { return sccpMessage{sccpSoftKeyTemplateRes, sccpBody(nil, 0, 0, 0)} },
	sccpSoftKeySetReq:      func(*station) sccpMessage { return sccpMessage{sccpSoftKeySetRes, sccpBody(nil, 0, 0, 0)} },
}

// configuration is ConfigStat: device, user and instance, names of user and server, numbers of lines and of speed dials.
func (s *station) configuration() sccpMessage {
	const name = 40
	body := sccpBody(sccpString(nil, s.who.Device, sccpName), 0, 1)
	body = sccpString(sccpString(body, "", name), s.Node, name)
	return sccpMessage{sccpConfigStat, sccpBody(body, 1, 0)}
}

// date is DefineTimeDate: year, month, day of the week, day, hour, minute, second, millisecond, seconds since 1970. Time zones are
// not modelled: it is UTC.
func (s *station) date() sccpMessage {
	now := s.now().UTC()
	return sccpMessage{sccpDefineTimeDate, sccpBody(nil, uint32(now.Year()), uint32(now.Month()), uint32(now.Weekday()), uint32(now.Day()),
		uint32(now.Hour()), uint32(now.Minute()), uint32(now.Second()), 0, uint32(now.Unix()))}
}

// buttons is ButtonTemplate: offset, count and total, then instance and kind of each of 56 buttons.
func (s *station) buttons() sccpMessage {
	const most, line, unused = 56, 0x09, 0xff
	body := append(sccpBody(nil, 0, 1, 1), 1, line)
	for range most - 1 {
		body = append(body, 0, unused)
	}
	return sccpMessage{sccpButtonTemplate, body}
}
