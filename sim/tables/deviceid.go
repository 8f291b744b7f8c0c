package tables

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"

	"tvslab/devices"
	"tvslab/sim"
)

// A pkid has 16 bytes, the last six of those of a phone are its number under a mask of the others.
const (
	idBytes     = 16
	numberBytes = 6
)

// DeviceID is the pkid of a device. The number of a phone can be worked out from it, so that nobody has to look for it.
func DeviceID(name string) string {
	n, ok := devices.Parse(strings.ToUpper(name))
	if !ok {
		return ID("device", name)
	}
	var number [8]byte
	binary.BigEndian.PutUint64(number[:], uint64(n))
	id := sha256.Sum256([]byte("device|" + strings.ToLower(name)))
	mask := sha256.Sum256(id[:idBytes-numberBytes])
	for i := range numberBytes {
		id[idBytes-numberBytes+i] = number[len(number)-numberBytes+i] ^ mask[i]
	}
	return spelled(id[:idBytes])
}

// spelled writes a pkid.
func spelled(id []byte) string {
	text := hex.EncodeToString(id)
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}

// Named returns the device of the database whose pkid this is, "" where there is none.
func Named(c *sim.Cluster, pkid string) string {
	pkid = Pkid(pkid)
	id, err := hex.DecodeString(strings.ReplaceAll(pkid, "-", ""))
	if err != nil || len(id) != idBytes {
		return ""
	}
	mask := sha256.Sum256(id[:idBytes-numberBytes])
	var n devices.Number
	for i := range numberBytes {
		n = n<<8 | devices.Number(id[idBytes-numberBytes+i]^mask[i])
	}
	if name := n.Name(); DeviceID(name) == pkid && c.Knows(name) {
		return name
	}
	return ""
}
