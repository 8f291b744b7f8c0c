package site

import (
	"slices"
	"strings"

	"tvslab/scenarios/file"
	"tvslab/sim/pki"
	"tvslab/spelling"
)

// signedPrefix marks what a CA of the lab answers to a request.
const signedPrefix = "signed:"

// Reference checks what names a certificate: NODE/STORE, signed:NODE/STORE
// (then a CA and what is wrong with its answer or how long it is valid),
// NODE/STORE@BACKUP, a CA of the lab, a manufacturer of phones, a token, a
// system, or the certificate itself as PEM.
func (c *Checker) Reference(ref file.Name) {
	if strings.HasPrefix(ref.Value, pki.PEMBegin) {
		if _, err := pki.ParsePEM(ref.Value); err != nil {
			c.Add(ref.Pos, "", "%v", err)
		}
		return
	}
	if answer, ok := strings.CutPrefix(ref.Value, signedPrefix); ok {
		c.answer(answer, ref.Pos)
		return
	}
	text, backup, saved := strings.Cut(ref.Value, "@")
	if saved && !slices.Contains(c.Backups, backup) {
		c.Unknown(file.Name{Value: backup, Pos: ref.Pos}, "backup", " (no step before this one makes it)", c.Backups)
	}
	if strings.Contains(text, "/") {
		c.stored(text, ref.Pos, saved)
		return
	}
	known := slices.Concat(pki.CANames(), pki.ManufacturerNames(), c.Tokens(), c.Site.Systems.presenting())
	if ref.Value == "" || slices.Contains(known, ref.Value) {
		return
	}
	hint := "write NODE/STORE, signed:NODE/STORE, NODE/STORE@BACKUP, or one of: " + strings.Join(known, ", ")
	if spelling.Nearest(ref.Value, known) != "" {
		hint = (&file.Unknown{Name: ref.Value, Known: known}).Hint()
	}
	c.Add(ref.Pos, hint, "unknown certificate %q", ref.Value)
}

// stored checks NODE/STORE; of a backup the node may be gone since.
func (c *Checker) stored(text string, pos file.Pos, saved bool) {
	node, store, _ := strings.Cut(text, "/")
	if !saved {
		c.Node(file.Name{Value: node, Pos: pos})
	}
	if !slices.Contains(StoreNames(false), store) {
		c.Unknown(file.Name{Value: store, Pos: pos}, "certificate", "", StoreNames(false))
	}
}

// answer checks NODE/STORE[:CA[:FAULT or TERM]].
func (c *Checker) answer(text string, pos file.Pos) {
	parts := strings.SplitN(text, ":", 3)
	c.stored(parts[0], pos, false)
	if len(parts) > 1 && (parts[1] != "" || len(parts) < 3) {
		c.word("CA", pki.CANames(), parts[1], pos)
	}
	if len(parts) > 2 {
		if _, err := pki.ParseTerm(parts[2]); err == nil {
			return
		}
		c.word("fault of a CA's answer", Words(pki.Faults()), parts[2], pos)
	}
}

func (c *Checker) word(what string, known []string, word string, pos file.Pos) {
	if !slices.Contains(known, word) {
		c.Unknown(file.Name{Value: word, Pos: pos}, what, "", known)
	}
}

// Tokens lists the tokens of all clusters.
func (c *Checker) Tokens() []string {
	list := c.Site.Cluster.Tokens.Values()
	for i := range c.Site.Others {
		list = append(list, c.Site.Others[i].Tokens.Values()...)
	}
	return list
}
