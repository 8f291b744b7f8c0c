// Package firmware makes and reads firmware loads for phones of a lab: files of our own in the container of Cisco's, signed by a key
// that phones have built in. There is no program in them. A row of the table says for which models loads of a name are.
//
// The container is that of published loads: version 1.1, SHA-1, an RSA key of 2048 bits, no time stamp, placeholders for the names of
// the signer. Neither CTL nor ITL has a part in it.
package firmware

import (
	"bufio"
	"bytes"
	"crypto"
	"errors"
	"fmt"
	"strings"

	"tvslab/trustlist"
)

// Suffix is what the name of the file of a load ends in.
const Suffix = ".loads"

// Errors of Read.
var (
	ErrNotAuthentic = errors.New("the signature is not the maker's")
	ErrDamaged      = errors.New("the file is no load")
)

// Load is what a file says of itself.
type Load struct {
	Name   string
	Models []string // for which it is
}

// placeholder are the names of the signer in published loads.
var placeholder = trustlist.Signer{
	Name: "CN=someSigner;OU=someOrgUnit;O=someOrg", CAName: "CN=someCA;OU=someOrgUnit;O=someOrg",
	Serial: []byte{0x12, 0x34, 0x56, 0x78, 0x90, 0xab, 0xcd, 0xef},
}

const firstLine = "tvslab load: no program"

// Build returns the file of a load, signed with the maker's RSA key of 2048 bits. The same input gives the same bytes.
func Build(l Load, maker crypto.Signer) ([]byte, error) {
	signer := placeholder
	signer.Key = maker
	payload := fmt.Sprintf("%s\nname: %s\nmodels: %s\n", firstLine, l.Name, strings.Join(l.Models, " "))
	data, err := trustlist.Sign(trustlist.SignedTemplate{FileName: l.Name + Suffix, Version: trustlist.Version{Major: 1, Minor: 1}, Payload: []byte(payload)}, signer)
	if err != nil {
		return nil, fmt.Errorf("load %q: %w", l.Name, err)
	}
	return data, nil
}

// Read verifies the file of a load with the maker's public key and returns what it says. Errors are ErrNotAuthentic, also without a
// key, and ErrDamaged: another file, or one that is not ours.
func Read(data []byte, maker crypto.PublicKey) (Load, error) {
	f, err := trustlist.ParseSigned(data, trustlist.Lenient)
	switch {
	case err != nil:
		return Load{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	case maker == nil || f.VerifyWith(maker) != nil:
		return Load{}, ErrNotAuthentic
	}
	l, err := parse(f.Payload)
	if err == nil && l.Name+Suffix != f.Header.FileName {
		err = fmt.Errorf("%w: it is %q and its header says %q", ErrDamaged, l.Name, f.Header.FileName)
	}
	return l, err
}

func parse(payload []byte) (l Load, err error) {
	lines := bufio.NewScanner(bytes.NewReader(payload))
	if !lines.Scan() || lines.Text() != firstLine {
		return l, fmt.Errorf("%w: none of ours", ErrDamaged)
	}
	for lines.Scan() {
		key, value, _ := strings.Cut(lines.Text(), ": ")
		switch key {
		case "name":
			l.Name = value
		case "models":
			l.Models = strings.Fields(value)
		}
	}
	if l.Name == "" || len(l.Models) == 0 {
		return Load{}, fmt.Errorf("%w: no name or no model", ErrDamaged)
	}
	return l, nil
}
