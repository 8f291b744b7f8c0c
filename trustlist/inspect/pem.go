package inspect

import (
	"encoding/pem"
	"slices"
)

// Types of PEM blocks.
const (
	pemCertificate = "CERTIFICATE"
	pemRequest     = "CERTIFICATE REQUEST"
)

// derSequence is the first byte of a certificate in DER.
const derSequence = 0x30

// pemKind says what a PEM file is: a certificate if it holds one, whatever else it holds; "" if it is no PEM.
func pemKind(data []byte) (kind string) {
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		switch {
		case block.Type == pemCertificate:
			return pemCertificate
		case kind == "" || block.Type == pemRequest:
			kind = block.Type
		}
	}
	return kind
}

// pemBlocks returns the contents of the blocks of some types, in order.
func pemBlocks(data []byte, types ...string) (contents [][]byte) {
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if slices.Contains(types, block.Type) {
			contents = append(contents, block.Bytes)
		}
	}
	return contents
}
