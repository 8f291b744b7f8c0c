package sim

import (
	"crypto"
	"maps"
	"slices"
	"strings"
	"time"

	"tvslab/firmware"
	"tvslab/sim/list"
	"tvslab/sim/pki"
	"tvslab/sim/stockfile"
	"tvslab/trustlist"
)

// StockFile is a file that every CUCM of the release has, plain or signed: a ring list, say; or firmware.
type StockFile struct {
	Name    string
	Content []byte           // of the plain file; nil for firmware
	Signer  *pki.Certificate // nil for a plain file and for firmware
	Digest  trustlist.Digest
	Time    time.Time // time stamp of the signature: start of the TFTP service

	load  *firmware.Load // nil for others
	maker crypto.Signer
}

// Signed reports whether Bytes makes a signature.
func (f *StockFile) Signed() bool { return f.Signer != nil || f.load != nil }

// softKeyTemplate is the GUID of the standard soft key template, as configurations name its file.
var softKeyTemplate = guid("soft key template")

// openStock finds a further file by its name, with .sgn or without: Cisco Tftp signs whatever is asked for so, with the key that it
// loaded (tech note 116232).
func openStock(c *Cluster, n *Node, name string) (*File, bool) {
	if load, ok := strings.CutSuffix(name, firmware.Suffix); ok {
		return openLoad(c, load)
	}
	content, ok := stockfile.Open(strings.TrimSuffix(name, suffixSigned), softKeyTemplate, c.Release)
	if !ok {
		return nil, false
	}
	f := &StockFile{Name: name, Content: content, Time: n.Started(ServiceTFTP).Truncate(time.Second)}
	if strings.HasSuffix(name, suffixSigned) {
		f.Signer, f.Digest = n.tftp.key, list.Digest(n.tftp.digest)
	}
	return &File{Name: name, Stock: f}, true
}

// openLoad finds the file of a load: one that a configuration names and whose name says for which models it is. It lies on every TFTP
// server then, as if somebody had installed it, and is signed by the maker of the phones: never under a name with .sgn.
func openLoad(c *Cluster, name string) (*File, bool) {
	load, known := firmware.Named(name)
	if !known || !slices.Contains(c.loads(), name) || len(c.makers.All()) == 0 {
		return nil, false
	}
	f := &StockFile{Name: name + firmware.Suffix, load: &load, maker: c.makers.Firmware()}
	return &File{Name: f.Name, Stock: f}, true
}

// loads are the firmware loads that configurations name, sorted.
func (c *Cluster) loads() []string {
	named := map[string]bool{}
	for _, r := range c.devices.Within(c.AllDevices()) {
		if load := r.Value.Profile.Load; load != "" {
			named[load] = true
		}
	}
	return slices.Sorted(maps.Keys(named))
}

// Bytes returns the file, signed now if it is to be.
func (f *StockFile) Bytes() ([]byte, error) {
	switch {
	case f.load != nil:
		return firmware.Build(*f.load, f.maker)
	case f.Signer == nil:
		return f.Content, nil
	}
	return trustlist.Sign(trustlist.SignedTemplate{FileName: f.Name, Timestamp: f.Time, Version: trustlist.Version{Major: 1}, Digest: f.Digest, Payload: f.Content},
		list.Signer(f.Signer))
}
