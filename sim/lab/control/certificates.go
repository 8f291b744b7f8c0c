package control

import (
	"encoding/hex"
	"encoding/pem"
	"time"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
	"tvslab/sim/store"
	"tvslab/trustlist/inspect"
)

// Certificate is a certificate in a store of a node.
type Certificate struct {
	Node      string    `json:"node"`
	Store     string    `json:"store" doc:"as in OS Administration: an identity store or one whose name ends in -trust"`
	File      string    `json:"file" doc:"its name in the list of Certificate Management"`
	Subject   string    `json:"subject"`
	Issuer    string    `json:"issuer"`
	Serial    string    `json:"serial" doc:"hexadecimal"`
	NotBefore time.Time `json:"not_before"`
	NotAfter  time.Time `json:"not_after"`
	Algorithm string    `json:"algorithm" doc:"of its signature"`
	SHA256    string    `json:"sha256" doc:"of the certificate, hexadecimal"`
	PEM       string    `json:"pem"`
}

// CertificateQuery chooses certificates. What is left empty chooses all.
type CertificateQuery struct{ Node, Store string }

// Certificates lists the certificates of nodes as their file systems hold them: by node, identity stores first. The error is a NotFoundError.
func (l *Lab) Certificates(q CertificateQuery) ([]Certificate, error) {
	list := []Certificate{}
	if q.Node != "" {
		return list, l.at(q.Node, func(c *sim.Cluster, n *sim.Node) { list = append(list, certificates(c, n, q.Store)...) })
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for _, c := range l.lab.Clusters() {
		for _, n := range c.Nodes {
			list = append(list, certificates(c, n, q.Store)...)
		}
	}
	return list, nil
}

func certificates(of *sim.Cluster, n *sim.Node, only string) (list []Certificate) {
	for _, s := range cucm.Stores() {
		if only != "" && only != string(s) {
			continue
		}
		for _, c := range n.InStore(s) {
			list = append(list, certificate(of, n.Name, s, c))
		}
	}
	return list
}

func certificate(of *sim.Cluster, node string, s cucm.Store, c *pki.Certificate) Certificate {
	name := string(s) + ".pem"
	if s.Trust() {
		name = store.FileName(c, of.Rules())
	}
	return Certificate{Node: node, Store: string(s), File: name, Subject: c.Subject, Issuer: c.Issuer, Serial: serialOf(c),
		NotBefore: c.X509.NotBefore, NotAfter: c.X509.NotAfter, Algorithm: c.X509.SignatureAlgorithm.String(), SHA256: sumOf(c),
		PEM: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.DER}))}
}

// sumOf is the SHA-256 of a certificate as documents have it.
func sumOf(c *pki.Certificate) string { return hex.EncodeToString(c.Sum[:]) }

// TrustLists are the CTL and the ITL that somebody has, decoded; nil where there is none.
type TrustLists struct {
	CTL *inspect.File `json:"ctl,omitempty"`
	ITL *inspect.File `json:"itl,omitempty"`
}

// TrustLists are those on the disk of a node. The error is a NotFoundError.
func (l *Lab) TrustLists(node string) (*TrustLists, error) {
	lists := new(TrustLists)
	var ctl, itl []byte
	err := l.at(node, func(_ *sim.Cluster, n *sim.Node) {
		if f := n.CTL(); f != nil {
			ctl = f.Bytes()
		}
		if f := n.ITL(); f != nil {
			itl = f.Bytes()
		}
	})
	if err != nil {
		return nil, err
	}
	return lists, lists.decode(ctl, itl)
}

// decode decodes the lists that there are.
func (t *TrustLists) decode(ctl, itl []byte) (err error) {
	if t.CTL, err = decoded("CTLFile.tlv", ctl); err != nil {
		return err
	}
	t.ITL, err = decoded("ITLFile.tlv", itl)
	return err
}

func decoded(name string, data []byte) (*inspect.File, error) {
	if data == nil {
		return nil, nil
	}
	return inspect.Examine(name, data, inspect.Options{})
}
