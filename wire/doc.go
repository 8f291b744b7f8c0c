// Package wire is what the messages of TVS and CAPF have in common: a header that begins with the number of the protocol
// and ends with session id (4 bytes) and length of the body (2 bytes), then elements of tag (1 byte), length (2 bytes) and
// value, all numbers big-endian; and the error of a message that breaks a numbered rule of its protocol. Packages tvs and
// capf say what commands and elements mean, and list their rules.
package wire
