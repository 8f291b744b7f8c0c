package sim

import (
	"time"

	"tvslab/capf"
	"tvslab/devices"
	"tvslab/keep"
	"tvslab/sim/cucm"
	"tvslab/sim/expiry"
	"tvslab/sim/list"
	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// Forms tells types how clusters are kept; keys names the keys of certificates. What was read must be adopted: see [Cluster.Adopt].
func Forms(types *keep.Types, keys pki.KeyNames) {
	cucm.Forms(types)
	pki.Forms(types, keys)
	list.Forms(types)
	expiry.Forms(types)
	keep.Fresh[Cluster](types)
	keep.Fresh[Node](types)
	keep.Kind[issuance](types, "issued")
	keep.Kind[AuthStrings](types, "generated")
	types.Add(keep.FormOf(
		func(z *time.Location) (string, error) { return z.String(), nil },
		time.LoadLocation,
	))
}

// Adopt makes a cluster that was read one that goes on: with keys, and with what the program knows of its release.
func (c *Cluster) Adopt(keys pki.KeySource) {
	c.keys = keys
	c.setRelease(c.Release)
	c.changed()
	if c.inactive != nil {
		c.inactive.Adopt(keys)
	}
}

// Adopt makes a backup that was read one that can be restored.
func (b *Backup) Adopt(keys pki.KeySource) { b.cluster.Adopt(keys) }

// Promised is a configuration file as it is known before it is made: by itself, without its cluster.
type Promised struct {
	Name   string
	Device string // "" for the default file
	Standing
	Signer *pki.Certificate // nil for a plain file
	Digest trustlist.Digest
	Form   Form
	Time   time.Time
}

// Promised returns what makes the file.
func (f *ConfigFile) Promised() Promised {
	p := Promised{Name: f.Name, Signer: f.Signer, Digest: f.Digest, Form: f.Form, Time: f.Time}
	if f.Device != nil {
		p.Device, p.Standing = f.Device.Name, f.Device.Standing
	}
	return p
}

// Of reports whether the file is one of the cluster.
func (f *ConfigFile) Of(c *Cluster) bool { return f.cluster == c }

// Promise returns the file again. The cluster may be another by then, or one that is yet to be read.
func (c *Cluster) Promise(p Promised) *ConfigFile {
	f := &ConfigFile{Name: p.Name, Signer: p.Signer, Digest: p.Digest, Form: p.Form, Time: p.Time, cluster: c}
	if n, ok := devices.Parse(p.Device); ok {
		f.Device = &Device{Name: p.Device, Extension: p.lines.of(n), Standing: p.Standing,
			LSC: certificateOf(p.lsc, p.Device), Shown: certificateOf(p.shown, p.Device)}
	}
	return f
}

// certificateOf is the certificate of one of many devices, nil if they have none.
func certificateOf(l *capf.LSC, device string) *capf.LSC {
	if l == nil {
		return nil
	}
	return l.For(device)
}
