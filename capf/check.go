package capf

import "encoding/binary"

// required lists what a message must have (C4).
var required = map[Command][]Tag{
	AuthResponse: {TagVersion, TagDevice}, StoreRequest: {TagCertificate}, StoreResponse: {TagReason},
	EncryptRequest: {TagSigned}, SignRequest: {TagSigned, TagDigest}, RetryLater: {TagRetryDelay},
	DeleteResponse: {TagReason}, FetchResponse: {TagReason}, EndSession: {TagReason},
}

// check applies the rules about the elements of one message: C4, C5, C7 and C10.
func (m *Message) check(strict bool) error {
	for _, tag := range m.required() {
		if len(m.value(tag)) == 0 {
			return tag.fault(RuleMissing, frame.HeaderSize(), "%v without element %q", m.Command, tag)
		}
	}
	if m.Has(TagCertificate) {
		if err := checkWrapper(m.value(TagCertificate), strict); err != nil {
			return err
		}
	}
	if !strict {
		return nil
	}
	return m.checkStrict()
}

func (m *Message) required() []Tag {
	switch {
	case m.Command == KeygenResponse && !m.Has(TagReason):
		return []Tag{TagPublicKey}
	case (m.Command == EncryptResponse || m.Command == SignResponse) && m.Reason() <= ReasonSuccess:
		return []Tag{TagSigned}
	case m.Command == FetchResponse && m.Reason() == ReasonSuccess:
		return []Tag{TagReason, TagCertificate}
	}
	return required[m.Command]
}

func checkWrapper(v []byte, strict bool) error {
	if len(v) < wrapperSize {
		return TagCertificate.fault(RuleWrapper, -1, "%d bytes, shorter than the wrapper", len(v))
	}
	if inner := int(binary.BigEndian.Uint16(v[1:])); strict && inner != len(v)-3 {
		return TagCertificate.fault(RuleWrapper, -1, "inner length is %d, not %d", inner, len(v)-3)
	}
	return nil
}

func (m *Message) checkStrict() error {
	if m.Has(TagVersion) && m.number(TagVersion) != version {
		return TagVersion.fault(RuleVersion, -1, "version is %d, not 3", m.number(TagVersion))
	}
	for _, tag := range []Tag{TagPassword, TagDevice} {
		if v := m.value(tag); m.Has(tag) && (len(v) == 0 || v[len(v)-1] != 0) {
			return tag.fault(RuleText, -1, "text does not end with NUL")
		}
	}
	return nil
}
