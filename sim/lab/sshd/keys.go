package sshd

import (
	"crypto"
	"fmt"
	"hash/fnv"

	"golang.org/x/crypto/ssh"

	"tvslab/sim/lab/addresses"
	"tvslab/sim/pki"
)

// HostKeys returns the host keys of the node at an address, in the order in which they are offered.
type HostKeys func(addresses.Address) ([]ssh.Signer, error)

// FromPool takes host keys from a source of lab keys by address and port, so that a client that knows the host at 127.77.0.1 knows it
// in every lab: an ECDSA key on P-256 and an RSA key of 2048 bits, the kinds that scripts for CUCM ask for.
func FromPool(keys pki.KeySource) HostKeys {
	return func(at addresses.Address) ([]ssh.Signer, error) {
		n := numberOf(at)
		ec, err := keys.P256(n)
		if err != nil {
			return nil, fmt.Errorf("host key: %w", err)
		}
		rsa, err := keys.RSA(2048, n)
		if err != nil {
			return nil, fmt.Errorf("host key: %w", err)
		}
		return signers(ec, rsa)
	}
}

// numberOf is the number of the keys of the node at an address.
func numberOf(at addresses.Address) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "ssh host key %s", at.At(at.Apart(0)))
	return h.Sum64()
}

// Fixed gives all nodes the same host keys, in PEM or in OpenSSH's form and without a passphrase.
func Fixed(pems ...[]byte) (HostKeys, error) {
	var list []ssh.Signer
	for _, text := range pems {
		one, err := ssh.ParsePrivateKey(text)
		if err != nil {
			return nil, fmt.Errorf("host key: %w", err)
		}
		list = append(list, one)
	}
	return func(addresses.Address) ([]ssh.Signer, error) { return list, nil }, nil
}

func signers(keys ...crypto.Signer) ([]ssh.Signer, error) {
	var list []ssh.Signer
	for _, key := range keys {
		one, err := ssh.NewSignerFromSigner(key)
		if err != nil {
			return nil, fmt.Errorf("host key: %w", err)
		}
		list = append(list, one)
	}
	return list, nil
}
