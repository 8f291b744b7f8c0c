package registration

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net/netip"
)

// Message identifiers of SCCP.
const (
	sccpRegister       = 0x0001
	sccpRegisterAck    = 0x0081
	sccpRegisterReject = 0x009d
)

const (
	sccpName      = 16 // bytes of a device name, with its NUL
	sccpText      = 33 // bytes of a display text, with its NUL
	sccpMinimum   = sccpName + 8
	sccpKeepAlive = 30 // seconds between two KeepAlives, CUCM's default
	sccpVersion   = 22 // protocol version, of 7900 series phones with 9.x loads
)

// writeSCCP sends one message: length of what follows the second word, header version, identifier, body. All numbers
// of SCCP are little-endian.
func writeSCCP(w io.Writer, id uint32, body []byte) error {
	message := binary.LittleEndian.AppendUint32(nil, uint32(len(body)+4))
	message = binary.LittleEndian.AppendUint32(message, sccpVersion)
	message = binary.LittleEndian.AppendUint32(message, id)
	_, err := w.Write(append(message, body...))
	return err
}

// readSCCP reads one message.
func readSCCP(r io.Reader) (id uint32, body []byte, err error) {
	var header [12]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return 0, nil, fmt.Errorf("%w: %w", errMessage, err)
	}
	length := binary.LittleEndian.Uint32(header[:])
	if length < 4 || length > maxMessage {
		return 0, nil, fmt.Errorf("%w: length %d", errMessage, length)
	}
	body = make([]byte, length-4)
	if _, err := io.ReadFull(r, body); err != nil {
		return 0, nil, fmt.Errorf("%w: %w", errMessage, err)
	}
	return binary.LittleEndian.Uint32(header[8:]), body, nil
}

// sccpType is where the device type stands in a Register message.
const sccpType = sccpMinimum + 4

// writeSCCPRegister sends the Register message of a device: name, user and instance 0, address, device type, no streams,
// protocol version.
func writeSCCPRegister(w io.Writer, device string, model int, local netip.Addr) error {
	body := make([]byte, sccpName, 52)
	copy(body[:sccpName-1], device)
	body = append(body, make([]byte, 8)...)
	address := local.As4()
	body = append(body, address[:]...)
	body = binary.LittleEndian.AppendUint32(body, uint32(model))
	body = append(body, make([]byte, 8)...)
	return writeSCCP(w, sccpRegister, append(body, sccpVersion, 0, 0, 0))
}

// readSCCPRegister reads a Register message and returns device name and device type, 0 if there is none.
func readSCCPRegister(r io.Reader) (device string, model int, err error) {
	id, body, err := readSCCP(r)
	switch {
	case err != nil:
		return "", 0, err
	case id != sccpRegister || len(body) < sccpMinimum:
		return "", 0, fmt.Errorf("%w: message %#x of %d bytes is no Register", errMessage, id, len(body))
	}
	name, _, _ := bytes.Cut(body[:sccpName], []byte{0})
	if !deviceName.Match(name) {
		return "", 0, fmt.Errorf("%w: device name %q", errMessage, name)
	}
	if len(body) >= sccpType+4 {
		model = int(binary.LittleEndian.Uint32(body[sccpType:]))
	}
	return string(name), model, nil
}

// writeSCCPAnswer sends RegisterAck (keepalive, date template, secondary keepalive, protocol version) or
// RegisterReject.
func writeSCCPAnswer(w io.Writer, refusal *Refusal) error {
	if refusal != nil {
		body := make([]byte, sccpText)
		copy(body[:sccpText-1], wordingOf(refusal.Reason).sccp)
		return writeSCCP(w, sccpRegisterReject, body)
	}
	body := binary.LittleEndian.AppendUint32(nil, sccpKeepAlive)
	body = append(body, 'D', '.', 'M', '.', 'Y', 0, 0, 0)
	body = binary.LittleEndian.AppendUint32(body, sccpKeepAlive)
	return writeSCCP(w, sccpRegisterAck, append(body, sccpVersion, 0, 0, 0))
}

// readSCCPAnswer reads the answer: nil for RegisterAck, a *Refusal, or an error of the connection.
func readSCCPAnswer(r io.Reader) error {
	id, body, err := readSCCP(r)
	switch {
	case err != nil:
		return err
	case id == sccpRegisterAck:
		return nil
	case id != sccpRegisterReject:
		return fmt.Errorf("%w: message %#x answers no Register", errMessage, id)
	}
	text, _, _ := bytes.Cut(body, []byte{0})
	return refusalOf(string(text), func(w wording) string { return w.sccp })
}
