package fleet

import (
	"crypto"
	"sync"
	"time"

	"tvslab/capf"
	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
)

// scratch is what a worker boots phones in, one after the other.
type scratch struct{ phone phone.Phone }

var scratches = sync.Pool{New: func() any { return new(scratch) }}

func (s *scratch) put() {
	status := s.phone.State.Status[:0]
	s.phone = phone.Phone{}
	s.phone.State.Status = status
	scratches.Put(s)
}

// hydrate makes the phone of a record.
func (f *Fleet) hydrate(s *scratch, i int, r *record, now func() time.Time) {
	k := f.roster.number(i)
	g := f.roster.group(k)
	p := &s.phone
	p.Name, p.Model, p.TFTP = f.roster.name(k), *f.roster.model(g, k), g.tftp
	p.Settings, p.Now = &f.settings, now
	p.State = phone.State{
		Lists: [...]phone.StoredList{
			trust.CTL: {File: f.contents.listAt(r.ctl), From: f.contents.textAt(r.ctlFrom)},
			trust.ITL: {File: f.contents.listAt(r.itl), From: f.contents.textAt(r.itlFrom)},
		},
		Stale:      [...]bool{trust.CTL: r.flags&staleCTL != 0, trust.ITL: r.flags&staleITL != 0},
		ConfigName: r.configName.of(p.Name), AsksEncrypted: r.flags&asksEncrypted != 0,
		LSC: f.lscs.at(r.lsc), Status: p.State.Status,
	}
	if c := f.contents.configAt(r.config); c != nil {
		p.State.Config, p.State.ParsedConfig, p.State.Load = c.file, c.parsed, c.parsed.LoadInformation
	}
	if f.config.MIC != nil && p.Model.MIC {
		p.MIC = f.config.MIC(p.Name, p.Model)
	}
	if f.config.Key != nil {
		p.NewKey = func(spec capf.KeySpec) (func() (crypto.Signer, error), error) {
			return func() (crypto.Signer, error) { return f.config.Key(spec, uint64(k)) }, nil
		}
	}
}

// pack makes the record of a phone that has booted.
func (f *Fleet) pack(s *scratch, i int, old *record, report *phone.Report) record {
	p := &s.phone
	ctl, itl := &p.State.Lists[trust.CTL], &p.State.Lists[trust.ITL]
	r := record{
		ctl: f.contents.list(ctl.File), itl: f.contents.list(itl.File),
		ctlFrom: f.contents.text(ctl.From), itlFrom: f.contents.text(itl.From),
		config: f.packConfig(old, p), configName: kindOfName(p.State.ConfigName, p.Name),
		lsc: f.lscs.put(old.lsc, p.State.LSC), boots: old.boots + 1, booted: uint32(p.Now().Unix()),
		registered: f.contents.text(report.Registered), registerCode: indexOf[report.RegisterReason],
		enrolCode: indexOf[report.Enrolment],
	}
	r.mark(staleCTL, p.State.Stale[trust.CTL])
	r.mark(staleITL, p.State.Stale[trust.ITL])
	r.mark(asksEncrypted, p.State.AsksEncrypted)
	f.packDecisions(&r, report)
	return r
}

// packConfig recognises a configuration by address first: that of the record, or one the network gives to many.
func (f *Fleet) packConfig(old *record, p *phone.Phone) uint32 {
	c := f.contents.configAt(old.config)
	if c != nil && c.parsed == p.State.ParsedConfig {
		return old.config
	}
	i := f.contents.configuration(p.State.ParsedConfig)
	if i != 0 && sharedByNetwork(p.State.Config) {
		f.contents.alias(p.State.ParsedConfig, i)
	}
	return i
}

// sharedByNetwork reports whether the network gave a promise: those share their parsed content among phones.
func sharedByNetwork(f *content.File) bool { return f != nil && f.Promised() }

// packDecisions keeps the last word about each file.
func (f *Fleet) packDecisions(r *record, report *phone.Report) {
	signers := map[string]string{}
	for i := range report.Decisions {
		d := &report.Decisions[i]
		signers[d.File] = d.Signer
		refused := !d.Accepted && d.Code != reason.NotFound && d.Code != reason.Unreachable
		switch d.File {
		case trust.FileCTL:
			r.ctlCode = indexOf[d.Code]
			r.mark(ctlRefused, refused)
		case trust.FileITL:
			r.itlCode = indexOf[d.Code]
			r.mark(itlRefused, refused)
		case trust.FileConfiguration:
			r.configCode = indexOf[d.Code]
			r.mark(configRefused, refused)
		default:
			continue
		}
		r.mark(noneCame, d.Code == reason.Unreachable)
	}
	_, file := r.verdict()
	r.signer = f.contents.text(signers[file])
}

func (r *record) mark(flag flags, yes bool) {
	if yes {
		r.flags |= flag
	}
}
