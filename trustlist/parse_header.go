package trustlist

import "slices"

// headerKind is what tells the headers of the two kinds of file apart.
type headerKind struct {
	last     uint8   // highest known tag besides TagSignerVersion
	required []uint8 // rules R7 and S4
}

var (
	listHeader = headerKind{last: TagTimestamp, required: []uint8{TagSignerName, TagSignerSerial,
		TagCAName, TagDigest, TagSignature, TagFileName, TagTimestamp}}
	signedHeader = headerKind{last: TagContentHash, required: []uint8{TagSignerName, TagSignerSerial,
		TagCAName, TagDigest, TagSignature, TagFileName}}
)

func (k headerKind) knows(tag uint8) bool {
	return tag >= TagVersion && tag <= k.last || tag == TagSignerVersion
}

// headerSizes are the fixed value lengths of rule R8.
var headerSizes = map[uint8]int{TagDigest: 1, TagSignatureAlgorithm: 1, TagModulus: 1,
	TagTimestamp: 4, TagSignerVersion: 2}

var headerTexts = []uint8{TagSignerName, TagCAName, TagFileName}

// parse reads the header of a file whose first two elements are known to be
// well formed. It checks rules R5 to R11 and the header part of R13.
func (h *Header) parse(data []byte, kind headerKind, mode Mode) *Error {
	h.Length = headerLength(data)
	checks := []func() *Error{
		func() *Error { return h.walk(data, kind, mode) },
		func() *Error { return h.checkShape(mode) },
		func() *Error { return h.checkRequired(kind) },
		func() *Error { return h.checkValues(mode) },
	}
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	h.decode()
	return h.checkCodes(mode)
}

// walk splits the header into elements and padding. Phones stop at the first
// unknown element and skip to the header end (Cisco tech note 213407:
// "skipping 1 trail bytes (pad and/or unknown TLVs)").
func (h *Header) walk(data []byte, kind headerKind, mode Mode) *Error {
	var seen [256]bool
	for pos := 0; pos < h.Length; {
		tag := data[pos]
		if tag == padByte {
			return h.pad(data[pos:h.Length], pos, mode)
		}
		if !kind.knows(tag) {
			h.Skipped = data[pos:h.Length]
			return strictly(mode, fault("R11", pos, int(tag), "unknown header element"))
		}
		e, ok := readElement(data, pos, h.Length, members)
		if !ok {
			return fault("R5", pos, int(tag), "element of %d bytes runs past the header length %d", e.Length, h.Length)
		}
		if seen[tag] {
			return fault("R8", pos, int(tag), "element occurs twice")
		}
		seen[tag] = true
		h.Elements = append(h.Elements, e)
		pos = e.end()
	}
	return h.pad(nil, h.Length, mode)
}

// pad checks rule R11 for the bytes after the last element.
func (h *Header) pad(padding []byte, offset int, mode Mode) *Error {
	for i, b := range padding {
		if b != padByte {
			return fault("R11", offset+i, TagPadding, "byte %#02x in the padding", b)
		}
	}
	h.Padding = len(padding)
	if mode == Strict && (h.Padding > 3 || h.Length%4 != 0) {
		return fault("R11", offset, TagPadding,
			"%d padding bytes in a header of %d bytes; it should end at the next multiple of 4", h.Padding, h.Length)
	}
	return nil
}

// strictly returns the error in Strict mode only.
func strictly(mode Mode, err *Error) *Error {
	if mode == Strict {
		return err
	}
	return nil
}

// checkShape checks rule R6 and the lengths of rule R8, both strict only.
func (h *Header) checkShape(mode Mode) *Error {
	if mode != Strict {
		return nil
	}
	for i, e := range h.Elements {
		if contents, is := members[e.Tag]; is {
			if n := memberBytes(h.Elements[i+1:], contents); n != e.Length {
				return fault("R6", e.Offset, int(e.Tag), "container says %d bytes, its members have %d", e.Length, n)
			}
		}
		if want, fixed := headerSizes[e.Tag]; fixed && e.Length != want {
			return fault("R8", e.Offset, int(e.Tag), "element has %d bytes, want %d", e.Length, want)
		}
	}
	return nil
}

// memberBytes adds up the sizes of the leading elements that belong to a
// container.
func memberBytes(elements []Element, contents []uint8) int {
	n := 0
	for _, e := range elements {
		if !slices.Contains(contents, e.Tag) {
			break
		}
		n += tlvOverhead + len(e.Value)
	}
	return n
}

// checkRequired checks rules R7 and S4.
func (h *Header) checkRequired(kind headerKind) *Error {
	for _, tag := range kind.required {
		if _, ok := find(h.Elements, tag); !ok {
			return fault("R7", h.Length, int(tag), "required header element is missing")
		}
	}
	return nil
}

// checkValues checks rule R13 for serial number and texts.
func (h *Header) checkValues(mode Mode) *Error {
	for _, e := range h.Elements {
		if e.Tag == TagSignerSerial && e.Length == 0 {
			return fault("R13", e.Offset, int(e.Tag), "serial number is empty")
		}
		if mode == Strict && slices.Contains(headerTexts, e.Tag) && !terminated(e.Value) {
			return fault("R13", e.Offset, int(e.Tag), "text %q does not end with NUL", e.Value)
		}
	}
	return nil
}

func terminated(value []byte) bool { return len(value) > 0 && value[len(value)-1] == 0 }

// checkCodes checks rules R9 and R10.
func (h *Header) checkCodes(mode Mode) *Error {
	if e, _ := find(h.Elements, TagDigest); !h.Digest.signs() {
		return fault("R9", e.Offset, TagDigest, "digest code %d is neither 1 (SHA-1) nor 3 (SHA-512)", h.Digest)
	}
	if mode == Strict && modulusBytes[h.Modulus] != len(h.Signature) {
		return fault("R10", h.SignatureOffset, TagModulus, "modulus code %d with a signature of %d bytes",
			h.Modulus, len(h.Signature))
	}
	return nil
}
