package fleet

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"sync"

	"tvslab/phone/content"
)

// formBuffers are reused: a fleet takes the form of every configuration that it fetches.
var formBuffers = sync.Pool{New: func() any { return new([]byte) }}

// formOf hashes all that a phone takes from its configuration, but not the version stamp: configurations with the same
// form make phones do the same.
func formOf(c *content.Config) [sha256.Size]byte {
	buffer := formBuffers.Get().(*[]byte)
	f := form((*buffer)[:0])
	f.all(c)
	sum := sha256.Sum256(f)
	*buffer = f
	formBuffers.Put(buffer)
	return sum
}

type form []byte

func (f *form) all(c *content.Config) {
	f.yes(c.Default, c.FullConfig, c.EncrConfig)
	f.text(c.DeviceProtocol, c.LoadInformation, c.CertHash)
	f.number(len(c.CallManagers))
	for _, m := range c.CallManagers {
		f.text(m.Node)
		f.number(m.SCCPPort, m.SIPPort, m.SecuredSIPPort)
	}
	f.servers(c.TVS)
	f.number(c.SecurityMode, c.TransportLayerProtocol, c.CAPFAuthMode)
	f.servers(c.CAPF)
	f.number(len(c.SecureURLs))
	names := make([]string, 0, len(c.SecureURLs))
	for name := range c.SecureURLs {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		f.text(name, c.SecureURLs[name])
	}
}

func (f *form) servers(list []content.Server) {
	f.number(len(list))
	for _, s := range list {
		f.text(s.Address)
		f.number(s.Port)
	}
}

func (f *form) yes(all ...bool) {
	for _, b := range all {
		*f = append(*f, map[bool]byte{true: 1}[b])
	}
}

func (f *form) number(all ...int) {
	for _, n := range all {
		*f = binary.AppendVarint(*f, int64(n))
	}
}

func (f *form) text(all ...string) {
	for _, s := range all {
		f.number(len(s))
		*f = append(*f, s...)
	}
}
