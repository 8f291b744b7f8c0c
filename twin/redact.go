package twin

import (
	"cmp"
	"encoding/hex"
	"maps"
	"regexp"
	"slices"
	"strings"

	"tvslab/twin/roster"
	"tvslab/twin/shown"
)

// quotedText is what a problem quotes of a file.
var quotedText = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// redact replaces everything in the evidence after it was found out which node showed what, and before anything is made of it.
func (c *cluster) redact(key []byte) {
	r := &redactor{key: key, files: map[string]string{}}
	for _, s := range c.servers {
		r.hosts = append(r.hosts, s.name)
	}
	r.wordForms()
	for i := range c.sessions {
		s := &c.sessions[i].Session
		r.file(&s.Place)
		s.Host = r.host(s.Host)
		for j := range s.Outputs {
			r.output(&s.Outputs[j])
		}
	}
	for _, s := range c.servers {
		r.server(s)
	}
	r.roster(c.roster)
	c.skipped = nil // arguments of commands may name anybody
	for i := range c.problems {
		p := &c.problems[i]
		r.file(&p.Place)
		p.Text = r.text(p.Text)
	}
}

// deviceName is the name of a phone.
var deviceName = regexp.MustCompile(`SEP[0-9A-F]{12}`)

// text replaces what words of our own name: what they quote of files, files, phones and nodes.
func (r *redactor) text(text string) string {
	files := slices.SortedFunc(maps.Keys(r.files), func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	for _, name := range files {
		text = strings.ReplaceAll(text, name, r.files[name])
	}
	text = deviceName.ReplaceAllStringFunc(quotedText.ReplaceAllString(text, `"..."`), r.device)
	return r.names(text)
}

// wordForms makes the patterns of host names, the longest first.
func (r *redactor) wordForms() {
	hosts := slices.Clone(r.hosts)
	slices.SortFunc(hosts, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	for _, h := range hosts {
		r.forms = append(r.forms, hostForm{h, regexp.MustCompile(`(?i)\b` + regexp.QuoteMeta(h) + `\b`)})
	}
}

// names replaces host names in words of our own.
func (r *redactor) names(text string) string {
	for _, h := range r.forms {
		text = h.form.ReplaceAllString(text, r.node(h.name))
	}
	return text
}

func (r *redactor) server(s *server) {
	s.name, s.domain, s.address = r.node(s.name), r.domain(s.domain), r.address(s.address)
	if s.host.Name != "" {
		s.host.Name = r.node(s.host.Name)
	}
	s.host.Address, s.host.Domain = r.address(s.host.Address), r.domain(s.host.Domain)
	s.host.Zone = "" // of a continent and a town
}

func (r *redactor) output(o *shown.Output) {
	r.file(&o.Place)
	o.Command = ""
	switch {
	case o.List != nil:
		r.list(o.List)
	case o.Certificate != nil:
		r.certificate(o.Certificate)
	case o.Listing != nil:
		r.listing(o.Listing)
	case o.Members != nil:
		for i := range o.Members.Nodes {
			m := &o.Members.Nodes[i]
			m.Address, m.FQDN, m.Name = r.address(m.Address), r.host(m.FQDN), r.node(m.Name)
		}
	case o.Host != nil:
		h := o.Host
		h.Name, h.Zone, h.Address, h.Domain = r.word("node", h.Name), "", r.address(h.Address), r.domain(h.Domain)
	}
}

func (r *redactor) list(l *shown.List) {
	r.name(&l.Signer)
	r.name(&l.SignerCA)
	l.Serial, l.Data = r.serial(l.Serial), nil
	for i := range l.Records {
		rec := &l.Records[i]
		r.file(&rec.Place)
		r.name(&rec.Subject)
		r.name(&rec.Issuer)
		rec.Host, rec.Serial, rec.Address, rec.SHA1 = r.host(rec.Host), r.serial(rec.Serial), r.address(rec.Address), nil
	}
}

func (r *redactor) certificate(x *shown.Certificate) {
	r.name(&x.Subject)
	r.name(&x.Issuer)
	x.Serial, x.SHA1, x.X509 = r.serial(x.Serial), nil, nil
	for i, name := range x.Names {
		x.Names[i] = r.host(name)
	}
	x.File = r.trustFile(x.File)
}

func (r *redactor) listing(l *shown.Listing) {
	for i := range l.Rows {
		row := &l.Rows[i]
		if l.Trust {
			row.File = r.trustFile(row.File)
		}
		if ca, found := strings.CutPrefix(row.Description, signedBy); found {
			row.Description = signedBy + r.commonName(ca)
		}
	}
}

// signedBy stands before the CA in `show cert list own`.
const signedBy = "Certificate Signed by "

// trustFile replaces name and serial number in the name of a file of a -trust store.
func (r *redactor) trustFile(file string) string {
	m := trustFile.FindStringSubmatch(file)
	if m == nil {
		return r.word("file", file)
	}
	name := r.commonName(m[1])
	if m[2] == "" {
		return name + ".pem"
	}
	serial, err := hex.DecodeString(m[2])
	if err != nil {
		return name + ".pem"
	}
	return name + "_" + hex.EncodeToString(r.serial(serial)) + ".pem"
}

// roster replaces names of devices and nodes, and leaves out what describes places and people.
func (r *redactor) roster(all *roster.Roster) {
	if all == nil {
		return
	}
	for i := range all.Phones {
		p := &all.Phones[i]
		p.Name, p.At = r.device(p.Name), r.at(p.At)
		p.Description, p.Address, p.Site, p.Pool, p.Group, p.Seen = roster.Fact{}, roster.Fact{}, r.fact("site", p.Site), r.fact("pool", p.Pool), roster.Fact{}, roster.Fact{}
		p.Profile = r.fact("profile", p.Profile)
		p.Node.Value, p.Messages = r.host(p.Node.Value), nil
		for _, list := range [][]roster.Fact{p.TFTP, p.CallManagers, p.TVS} {
			for j := range list {
				list[j].Value, list[j].At = r.host(list[j].Value), r.at(list[j].At)
			}
		}
	}
}

func (r *redactor) at(p roster.Place) roster.Place {
	place := shown.Place{File: p.File}
	r.file(&place)
	return roster.Place{File: place.File, Line: p.Line}
}

func (r *redactor) fact(kind string, f roster.Fact) roster.Fact {
	return roster.Fact{Value: r.word(kind, f.Value), At: r.at(f.At)}
}
