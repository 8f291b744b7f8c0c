package sshd

import (
	"slices"

	"golang.org/x/crypto/ssh"
)

// version is what the server calls itself, behind "SSH-2.0-".
const version = "tvslab"

// algorithms are all that the library speaks, the secure ones first: scripts of the age of a CUCM offer diffie-hellman-group14-sha1, CBC
// and hmac-sha1 alone, and the passwords of a lab are no secrets. RC4 and single keys that nobody was seen to need stay out.
func algorithms() ssh.Config {
	good, old := ssh.SupportedAlgorithms(), ssh.InsecureAlgorithms()
	never := func(name string) bool { return slices.Contains(refused, name) }
	return ssh.Config{
		KeyExchanges: slices.DeleteFunc(slices.Concat(good.KeyExchanges, old.KeyExchanges), never),
		Ciphers:      slices.DeleteFunc(slices.Concat(good.Ciphers, old.Ciphers), never),
		MACs:         slices.DeleteFunc(slices.Concat(good.MACs, old.MACs), never),
	}
}

// refused are algorithms of the library that no script was seen to need.
var refused = []string{"arcfour", "arcfour128", "arcfour256"}
