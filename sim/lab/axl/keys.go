package axl

import (
	"fmt"
	"strings"

	"tvslab/sim"
)

// keySize is the RSA key size of LSCs, in bits; the lab has it as a setting of the cluster, the page of each phone.
func keySize(c *sim.Cluster) string {
	key, backup := c.LSCKeys()
	return fmt.Sprint(max(key.Bits, backup.Bits, 512))
}

// keyOrder says which keys phones make.
func keyOrder(c *sim.Cluster) string {
	switch key, backup := c.LSCKeys(); {
	case key.Curve == "":
		return "RSA Only"
	case backup.Bits == 0:
		return "EC Only"
	}
	return "EC Preferred, RSA Backup"
}

// ecKeySize is the size of elliptic curve keys, in bits; "" for none.
func ecKeySize(c *sim.Cluster) string {
	key, _ := c.LSCKeys()
	return strings.TrimPrefix(key.Curve, "P-")
}
