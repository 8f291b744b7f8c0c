package sim

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// Mode is the security mode of a cluster and who signs its CTL.
type Mode string

// The modes. In mixed mode the CTL is signed by the cluster's own key (tokenless) or by USB tokens.
const (
	NonSecure      Mode = "non-secure"
	MixedTokenless Mode = "mixed-tokenless"
	MixedToken     Mode = "mixed-token"
)

// Modes lists them.
func Modes() []Mode { return []Mode{NonSecure, MixedTokenless, MixedToken} }

// On reports whether clusters of a release can have the mode (rows 14 and 16 of the release matrix).
func (m Mode) On(r cucm.Release) bool {
	switch m {
	case MixedTokenless:
		return r.Rules().CTLSigner != ""
	case MixedToken:
		return r.Rules().Tokens
	}
	return m == NonSecure
}

// Config describes a new cluster.
type Config struct {
	Release  cucm.Release
	Mode     Mode
	Domain   string // "" for none
	Zone     string // IANA name of the time zone of nodes that have none of their own; "" = UTC
	Org      pki.Organization
	Nodes    []NodeSpec
	Tokens   []string // names of USB tokens the administrator has, for example "SAST-ADN0054f509"
	Settings cucm.Settings
	Seed     uint64
	Start    time.Time // clock of the freshly installed cluster
	Keys     pki.KeySource
	// Timeless gives certificates and lists the date of the day, and numbers by node and store instead of by history, so that clusters which
	// came to the same state by different ways are equal: see Cluster.Fingerprint.
	Timeless bool

	TokenPassword string // of all tokens; "" = the one with which they come

	// Trusted are further certificates in the -trust stores of every node that has the store.
	Trusted []Trusted
}

func (cfg Config) validate() error {
	if cfg.Release.IsZero() {
		return fmt.Errorf("cluster: no release given")
	}
	if _, err := zoneNamed(cfg.Zone); err != nil {
		return err
	}
	publishers, names := 0, map[string]bool{}
	for _, n := range cfg.Nodes {
		if err := n.Check(); err != nil {
			return err
		}
		for _, name := range n.names() {
			if names[name] {
				return fmt.Errorf("node %q: %q is used twice", n.Name, name)
			}
			names[name] = true
		}
		if slices.Contains(n.Roles, Publisher) {
			publishers++
		}
	}
	if publishers != 1 {
		return fmt.Errorf("cluster: %d nodes have the role publisher, there must be exactly one", publishers)
	}
	if cfg.Domain != "" && !hostName.MatchString(cfg.Domain) {
		return fmt.Errorf("domain %q: letters, digits, dots and hyphens", cfg.Domain)
	}
	for _, name := range append([]string{cfg.Domain, cfg.Org.Unit, cfg.Org.Name, cfg.Org.Locality, cfg.Org.State, cfg.Org.Country}, cfg.Tokens...) {
		if err := checkName(name); err != nil {
			return err
		}
	}
	if err := cfg.validateMode(); err != nil {
		return err
	}
	return cfg.validateFacts()
}

// maxName is the longest text of a name in a certificate, in characters: the largest bound of X.520 for what stands in them
// (RFC 5280, appendix A.1: localities and states).
const maxName = 128

// checkName refuses a text that cannot stand in a certificate and a trust list.
func checkName(text string) error {
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		return fmt.Errorf("%q has characters that cannot stand in a certificate", text)
	case utf8.RuneCountInString(text) > maxName:
		return fmt.Errorf("%.40q... has %d characters, a name in a certificate at most %d", text, utf8.RuneCountInString(text), maxName)
	}
	return nil
}

func (cfg Config) validateMode() error {
	possible := cfg.Mode.On(cfg.Release)
	switch {
	case cfg.Mode == MixedTokenless && !possible:
		return fmt.Errorf("mode %q: a tokenless CTL needs release 10.0 or later, not %s", cfg.Mode, cfg.Release)
	case cfg.Mode == MixedToken && !possible:
		return fmt.Errorf("mode %q: release %s does not support USB tokens any more", cfg.Mode, cfg.Release)
	case cfg.Mode == MixedToken && len(cfg.Tokens) == 0:
		return fmt.Errorf("mode %q: name at least one token", cfg.Mode)
	case !slices.Contains(Modes(), cfg.Mode):
		return fmt.Errorf("mode %q is not one of non-secure, mixed-tokenless, mixed-token", cfg.Mode)
	}
	return cfg.Settings.Validate()
}
