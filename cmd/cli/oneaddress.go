package cli

import "github.com/spf13/pflag"

// registerOneAddress adds the flag with which labs play the part of one on a system with no loopback address but 127.0.0.1. when says
// more of the address.
func registerOneAddress(flags *pflag.FlagSet, one *bool, when string) {
	flags.BoolVar(one, "one-address", false, "all nodes on one address, "+when+", with ports a hundred apart; so it is anyway where no other loopback address exists, as on macOS")
}
