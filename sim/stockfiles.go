package sim

import (
	"strings"
	"time"

	"tvslab/sim/list"
	"tvslab/sim/pki"
	"tvslab/sim/stockfile"
	"tvslab/trustlist"
)

// StockFile is a file that every CUCM of the release has, plain or signed: a ring list, say.
type StockFile struct {
	Name    string
	Content []byte
	Signer  *pki.Certificate // nil for a plain file
	Digest  trustlist.Digest
	Time    time.Time // time stamp of the signature: start of the TFTP service
}

// softKeyTemplate is the GUID of the standard soft key template, as configurations name its file.
var softKeyTemplate = guid("soft key template")

// openStock finds a further file by its name, with .sgn or without: Cisco Tftp signs whatever is asked for so, with the key that it
// loaded (tech note 116232).
func openStock(c *Cluster, n *Node, name string) (*File, bool) {
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

// Bytes returns the file, signed now if it is to be.
func (f *StockFile) Bytes() ([]byte, error) {
	if f.Signer == nil {
		return f.Content, nil
	}
	return trustlist.Sign(trustlist.SignedTemplate{FileName: f.Name, Timestamp: f.Time, Version: trustlist.Version{Major: 1}, Digest: f.Digest, Payload: f.Content},
		list.Signer(f.Signer))
}
