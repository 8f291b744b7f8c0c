package phone

import (
	"errors"
	"slices"

	"tvslab/firmware"
	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
)

// takeLoad is the firmware check after a configuration was accepted: a load that it names and the phone does not run is taken
// (8800 administration guide; usecallmanager.nz): by its name, or as a file. A phone that
// refuses its configuration so keeps its load (tech note 117299: phones that "do not accept configuration changes or firmwares").
func (b *boot) takeLoad(c *content.Config) {
	load := c.LoadInformation
	if load == "" || load == b.State.Load {
		return
	}
	if b.settings().Firmware == FirmwareFetch {
		d := b.fetchLoad(load)
		b.record(d)
		b.loadStatus(&d)
		if !d.Accepted {
			return
		}
		b.upgraded = true
	}
	tell(b.Phone, LoadTaken{Load: load, Before: b.State.Load})
	b.State.Load = load
}

// fetchLoad gets the file of a load, under its own name in every mode, and decides about it.
func (b *boot) fetchLoad(load string) trust.Decision {
	return judgeFile(trust.FileFirmware, b.fetch(load+firmware.Suffix), b.judgeLoad)
}

// judgeLoad decides about firmware by the key that is built in: the stored lists have no part in it (usecallmanager.nz). Then it must
// be for the model ("Load rejected HC").
func (b *boot) judgeLoad(f *content.File) trust.Decision {
	d := trust.Decision{File: trust.FileFirmware}
	l, err := firmware.Read(f.Bytes(), b.Maker)
	switch {
	case errors.Is(err, firmware.ErrNotAuthentic):
		d.Code = reason.LoadNotAuthentic
	case err != nil:
		d.Code, d.Detail = reason.Malformed, err.Error()
	case !slices.Contains(l.Models, b.Model.Name):
		d.Code = reason.LoadRejected
	default:
		d.Accepted, d.Code = true, reason.LoadVerified
	}
	return d
}

// loadStatus shows what was wrong with a load.
func (b *boot) loadStatus(d *trust.Decision) {
	t := b.texts()
	b.status(map[reason.Code]string{
		reason.LoadNotAuthentic: t.loadNotAuthentic, reason.LoadRejected: t.loadRejected, reason.NotFound: t.loadNotFound,
		reason.Malformed: t.loadDamaged,
	}[d.Code], d.Name, "")
}

// LoadTaken is firmware that the phone runs from now on.
type LoadTaken struct{ Load, Before string } // names; Before is "" where the phone came without one

// Kind implements event.What.
func (LoadTaken) Kind() string { return "firmware" }

func (w LoadTaken) String() string {
	if w.Before == "" {
		return "load " + w.Load
	}
	return "load " + w.Load + " in place of " + w.Before
}
