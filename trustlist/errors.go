package trustlist

import (
	"fmt"
	"strings"
)

// Error says which rule a file breaks. Use errors.As to get at it.
//
// The rules are numbered: R1 to R20 for trust lists, S1 to S6 for signed
// files, E1 to E7 for encrypted ones; Rules lists them.
type Error struct {
	Rule   string // "R12", "S4", "E3"
	Offset int    // bytes from the start of the file to the fault
	Tag    int    // tag of the element at fault, -1 when none is
	Reason string // what is wrong, without rule, offset and tag
	Err    error  // the cause, nil when there is none; for S3 the *Error of the header rule
}

// Error returns one line with rule, offset and tag.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s at offset %d", e.Rule, e.Offset)
	if e.Tag >= 0 {
		fmt.Fprintf(&b, ", tag %d", e.Tag)
	}
	b.WriteString(": " + e.Reason)
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// fault makes an *Error; tag -1 means that no single element is at fault.
func fault(rule string, offset, tag int, format string, args ...any) *Error {
	return &Error{Rule: rule, Offset: offset, Tag: tag, Reason: fmt.Sprintf(format, args...)}
}

// Rules maps every rule number to what it refuses. Parts marked strict are
// checked in Strict mode only, because phones do not.
var Rules = map[string]string{
	"R1":  "trust list of fewer than 10 bytes",
	"R2":  "first element is not the version (tag 1, length 2)",
	"R3":  "second element is not the header length (tag 2, length 2)",
	"R4":  "header length below 10 or above the file size",
	"R5":  "header element runs past the header, or the header ends inside one",
	"R6":  "strict: container length differs from the length of its members",
	"R7":  "required header element is missing",
	"R8":  "header tag occurs twice; strict: header element of wrong length",
	"R9":  "digest code of the header is neither SHA-1 nor SHA-512",
	"R10": "strict: modulus code does not fit the signature length",
	"R11": "wrong byte in the padding; strict: unknown header tag, wrong padding",
	"R12": "record does not begin, or does not end, where it should",
	"R13": "role is not 2 bytes or serial is empty; strict: text without NUL, address not 4 bytes",
	"R14": "no SAST record with a certificate for the signer; strict: its issuer differs",
	"R15": "strict: record without role",
	"R16": "strict: unknown or repeated record tag",
	"R17": "certificate cannot be parsed; strict: bytes after it",
	"R18": "strict: record field disagrees with its certificate",
	"R19": "strict: certificate hash without algorithm or of wrong length",
	"R20": "signature of the trust list does not verify",
	"S1":  "file is not signed: it does not begin with the version element",
	"S2":  "file ends inside its header",
	"S3":  "header of a signed file is malformed",
	"S4":  "required header element of a signed file is missing",
	"S5":  "signer of the file is not in the lists",
	"S6":  "signature of the file does not verify",
	"E1":  "encrypted file without initialisation vector, key, hash algorithm or hash",
	"E2":  "initialisation vector is not 16 bytes",
	"E3":  "unknown content hash code; strict: key size differs from the encrypted key",
	"E4":  "ciphertext is empty or not a multiple of 16 bytes",
	"E5":  "padding count is missing or not 1 to 16",
	"E6":  "key cannot be decrypted with this device key; strict: it is not 16 bytes",
	"E7":  "content hash differs",
}
