package registration

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net/netip"
)

// Message identifiers of SCCP, as chan-sccp and the Wireshark dissector have them. Those without an answer here are not named.
const (
	sccpKeepAlive          = 0x0000
	sccpRegister           = 0x0001
	sccpConfigStatReq      = 0x000c
	sccpTimeDateReq        = 0x000d
	sccpButtonTemplateReq  = 0x000e
	sccpAlarm              = 0x0020
	sccpSoftKeySetReq      = 0x0025
	sccpUnregister         = 0x0027
	sccpSoftKeyTemplateReq = 0x0028
	sccpRegisterTokenReq   = 0x0029
	sccpRegisterAck        = 0x0081
	sccpConfigStat         = 0x0093
	sccpDefineTimeDate     = 0x0094
	sccpButtonTemplate     = 0x0097
	sccpRegisterReject     = 0x009d
	sccpKeepAliveAck       = 0x0100
	sccpSoftKeyTemplateRes = 0x0108
	sccpSoftKeySetRes      = 0x0109
	sccpUnregisterAck      = 0x0118
	sccpRegisterTokenAck   = 0x011a
	sccpHighest            = 0x0160 // RecordingStatus; no message of a phone is beyond it
)

const (
	sccpName      = 16 // bytes of a device name, with its NUL
	sccpText      = 33 // bytes of a display text, with its NUL
	sccpMinimum   = sccpName + 8
	sccpType      = sccpMinimum + 4 // where the device type stands in a Register message
	sccpVersionAt = sccpType + 12   // and the protocol version
	sccpInterval  = 30              // seconds between two KeepAlives, CUCM's default
	sccpVersion   = 22              // newest protocol version here, that of 7900 series phones with 9.x loads
	sccpFirst     = 10              // oldest protocol version that stands in headers
)

// sccpMessage is one message: identifier and what follows it.
type sccpMessage struct {
	id   uint32
	body []byte
}

// sccpBody appends numbers; all numbers of SCCP are of four bytes, little-endian.
func sccpBody(body []byte, numbers ...uint32) []byte {
	for _, n := range numbers {
		body = binary.LittleEndian.AppendUint32(body, n)
	}
	return body
}

// sccpString appends a text in a field of that many bytes, with a NUL at its end.
func sccpString(body []byte, text string, size int) []byte {
	field := make([]byte, size)
	copy(field[:size-1], text)
	return append(body, field...)
}

// writeSCCP sends one message: length of what follows the second word, header version, identifier, body. The version is not in the
// headers of old phones' messages, nor in those of KeepAliveAck, RegisterAck and UnregisterAck (chan-sccp).
func writeSCCP(w io.Writer, version uint32, m sccpMessage) error {
	switch m.id {
	case sccpKeepAliveAck, sccpRegisterAck, sccpUnregisterAck:
		version = 0
	}
	if version < sccpFirst {
		version = 0
	}
	_, err := w.Write(append(sccpBody(nil, uint32(len(m.body)+4), version, m.id), m.body...))
	return err
}

// readSCCP reads one message.
func readSCCP(r io.Reader) (m sccpMessage, err error) {
	var header [12]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return m, fmt.Errorf("%w: %w", errMessage, err)
	}
	length := binary.LittleEndian.Uint32(header[:])
	m.id = binary.LittleEndian.Uint32(header[8:])
	switch {
	case length < 4 || length > maxMessage:
		return m, fmt.Errorf("%w: length %d", errMessage, length)
	case m.id > sccpHighest:
		return m, fmt.Errorf("%w: %#x is no message of SCCP", errMessage, m.id)
	}
	m.body = make([]byte, length-4)
	if _, err := io.ReadFull(r, m.body); err != nil {
		return m, fmt.Errorf("%w: %w", errMessage, err)
	}
	return m, nil
}

// What a phone says of itself when it registers, of a 7941 with load 8.5(3) (a message that chan-sccp's source quotes).
const (
	maxStreams   = 5
	features     = 0x85720000 // above the protocol version
	maxConfs     = 1
	addressScope = 3
	macAddress   = 12 // bytes of its field
	firmware     = 32 // bytes of the field of the load, which stays empty
)

// sccpAlarmOf is what phones of the 7900 series send before they register: severity informational, a text as their debug page
// has it, two parameters.
func sccpAlarmOf(device string) sccpMessage {
	const informational, text = 2, 80
	return sccpMessage{sccpAlarm, sccpBody(sccpString(sccpBody(nil, informational), "25: Name="+device+" Last=Initialized", text), 0, 0)}
}

// sccpRegisterOf is the Register message of a device in the form of phones from protocol version 17 on: name, user and instance 0,
// address, device type, streams, protocol version, conferences, MAC address, one line, no address of IPv6, no load.
func sccpRegisterOf(device string, model int, local netip.Addr) sccpMessage {
	body := sccpBody(sccpString(nil, device, sccpName), 0, 0)
	address := local.As4()
	body = sccpBody(append(body, address[:]...), uint32(model), maxStreams, 0, features|sccpVersion, maxConfs, 0)
	body = append(body, macOf(device)...)
	body = sccpBody(body, addressScope, 1)
	return sccpMessage{sccpRegister, append(body, make([]byte, 16+4+firmware)...)}
}

// macOf is the field of the MAC address, which a phone's name holds; empty for other devices.
func macOf(device string) []byte {
	field := make([]byte, macAddress)
	var mac uint64
	if n, err := fmt.Sscanf(device, "SEP%12X", &mac); err == nil && n == 1 {
		copy(field, binary.BigEndian.AppendUint64(nil, mac)[2:])
	}
	return field
}

// sccpStation is who a Register message is from.
type sccpStation struct {
	device  string
	model   int  // device type, 0 if there is none
	version byte // of the protocol, 0 if there is none
}

// readSCCPRegister reads the body of a Register message. Old phones send shorter ones.
func readSCCPRegister(body []byte) (s sccpStation, err error) {
	if len(body) < sccpMinimum {
		return s, fmt.Errorf("%w: Register of %d bytes", errMessage, len(body))
	}
	name, _, _ := bytes.Cut(body[:sccpName], []byte{0})
	if !deviceName.Match(name) {
		return s, fmt.Errorf("%w: device name %q", errMessage, name)
	}
	s.device = string(name)
	if len(body) >= sccpType+4 {
		s.model = int(binary.LittleEndian.Uint32(body[sccpType:]))
	}
	if len(body) > sccpVersionAt {
		s.version = body[sccpVersionAt]
	}
	return s, nil
}

// sccpAnswerOf is RegisterAck (keepalive, date template, secondary keepalive, protocol version) or RegisterReject.
func sccpAnswerOf(version byte, refusal *Refusal) sccpMessage {
	if refusal != nil {
		return sccpMessage{sccpRegisterReject, sccpString(nil, wordingOf(refusal.Reason).sccp, sccpText)}
	}
	body := sccpString(sccpBody(nil, sccpInterval), "D.M.Y", 8)
	return sccpMessage{sccpRegisterAck, sccpBody(body, sccpInterval, uint32(version))}
}

// maxAside is how many messages may come before the answer to a Register.
const maxAside = 16

// readSCCPAnswer reads the answer, whatever a call manager says before it: nil for RegisterAck, a *Refusal, or an error of the
// connection.
func readSCCPAnswer(r io.Reader) error {
	for range maxAside {
		m, err := readSCCP(r)
		switch {
		case err != nil:
			return err
		case m.id == sccpRegisterAck:
			return nil
		case m.id == sccpRegisterReject:
			text, _, _ := bytes.Cut(m.body, []byte{0})
			return refusalOf(string(text), func(w wording) string { return w.sccp })
		}
	}
	return fmt.Errorf("%w: %d messages, and none answers a Register", errMessage, maxAside)
}
