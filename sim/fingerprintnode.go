package sim

import "tvslab/sim/store"

func (p *print) node(n *Node) {
	p.text(n.ID, n.Name, n.Domain, n.Address.String(), string(n.resetBy))
	for _, r := range n.Roles {
		p.text(string(r))
	}
	p.flags(n.Down, n.ReplicationBroken, n.SFTPBroken, n.CAPFBusy, n.DiskFull, n.fips, n.noFlags, n.tftp.blank)
	p.number(int64(n.Ahead))
	p.of(mapSpot(n.identity), func(p *print) { certificates(p, n.identity) })
	for _, s := range sorted(n.requests) {
		p.text(string(s), string(n.requests[s].Sum[:]))
	}
	p.certificate(n.resetKey)
	p.certificate(n.tftp.key)
	p.text(n.tftp.digest)
	p.file(n.itl)
	p.file(n.ctl)
	p.rows(n.table)
	p.of(n.files.Place(), func(p *print) { files(p, n.files.All()) })
	p.of(mapSpot(n.services), func(p *print) { p.services(n) })
	p.tvs(n)
	p.notification(n)
}

func files(p *print, all []store.File) {
	for _, f := range all {
		p.text(string(f.Store), f.Slot)
		p.certificate(f.Cert)
		p.flags(f.Deleted)
	}
}

func (p *print) services(n *Node) {
	for _, name := range sorted(n.services) {
		s := n.services[name]
		p.text(name, string(s.presents))
		p.flags(s.activated, s.running)
		certificates(p, s.loaded)
		files(p, s.deleted)
	}
}

// tvs adds what the service knows and when it will notice more.
func (p *print) tvs(n *Node) {
	table, ctl := n.tvs.Known()
	tableDue, ctlDue := n.tvs.Due()
	p.certificate(n.tvs.Certificate)
	p.rows(table)
	p.file(ctl)
	p.due(tableDue)
	p.due(ctlDue)
}

// notification adds when files of the node will follow its copy of the database, where they do not yet.
func (p *print) notification(n *Node) {
	if service := n.follows(); service != "" && n.followed != (followed{n.table.Place(), n.files.Place(), p.c.rules}) && len(outdated(p.c, n)) > 0 {
		p.number(int64(p.c.Now.Sub(n.Started(service)) % notificationPeriod))
	}
}

// newer adds which rows of a node's copy of the table would win over those of another node's, where replication is mended between them.
func (p *print) newer(n, other *Node) {
	for key, than := range n.table.Newer(other.table) {
		p.text(key)
		p.number(int64(than))
	}
}
