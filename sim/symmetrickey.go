package sim

import (
	"encoding/hex"
	"fmt"
	"strings"

	"tvslab/devices"
	"tvslab/sim/fact"
)

// GenerateKey is the argument of SetSymmetricKey for "Generate Key", NoKey the one that empties the field.
const (
	GenerateKey = "generate"
	NoKey       = "none"
)

// SetSymmetricKey sets Symmetric Key on the pages of devices (no set: every one): hex digits, GenerateKey or NoKey. A key that is generated is
// the same for all of them (CUCM's page is one phone's). Devices of other models, and keys of another length than the model's, are refused
// (security guide 12.5, "Manual Key Distribution").
func SetSymmetricKey(set devices.Set, key string) Op {
	return func(c *Cluster) error {
		if err := c.writable("symmetric key"); err != nil {
			return err
		}
		if len(set) == 0 {
			set = c.AllDevices()
		}
		bits, err := c.typedKeyBits(set)
		if err != nil {
			return err
		}
		switch key {
		case GenerateKey:
			text := strings.ReplaceAll(guid(fmt.Sprintf("symmetric key %d %s %v", c.seed, set[0].First.Name(), c.Now)), "-", "")
			key = strings.Repeat(text, 2)[:bits/4]
		case NoKey:
			key = ""
		default:
			if key, err = checkTypedKey(key, bits); err != nil {
				return err
			}
		}
		n, err := c.changeDevices(set, func(d *Standing, _ *Profile) { d.SymmetricKey = key })
		if err != nil {
			return err
		}
		c.note(nil, fact.SymmetricKeySet{Key: key, Devices: n})
		return nil
	}
}

// typedKeyBits is how long keys of the devices are, in bits, which must be of one length.
func (c *Cluster) typedKeyBits(set devices.Set) (bits int, err error) {
	for _, r := range c.devices.Within(set) {
		p := r.Value.Profile
		switch {
		case p.TypedKey == 0 || p.Protocol != "SIP":
			return 0, fmt.Errorf("symmetric key: %s, a %s over %s, takes none", r.Span.First.Name(), p.Model, p.Protocol)
		case bits != 0 && bits != p.TypedKey:
			return 0, fmt.Errorf("symmetric key: keys of %d and of %d bits; name the models apart", bits, p.TypedKey)
		}
		bits = p.TypedKey
	}
	if bits == 0 {
		return 0, notInDatabase(set)
	}
	return bits, nil
}

// checkTypedKey returns a key in lower case.
func checkTypedKey(key string, bits int) (string, error) {
	data, err := hex.DecodeString(key)
	if err != nil || 8*len(data) != bits {
		return "", fmt.Errorf("symmetric key %.70q: want %d hex digits", key, bits/4)
	}
	return strings.ToLower(key), nil
}
