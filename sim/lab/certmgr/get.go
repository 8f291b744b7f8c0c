package certmgr

import (
	"crypto/rand"
	"fmt"
	"net/http"

	"tvslab/sim/cucm"
	"tvslab/sim/lab/tomcat"
)

// snapshot is a picture of all certificates of a node.
type snapshot struct {
	TrackingID string          `json:"trackingId"`
	Server     string          `json:"server"`
	Identities []identityEntry `json:"identities"`
	Trusts     []trustEntry    `json:"trusts"`
	Revoked    []string        `json:"revokedCertificates"` // none: the lab has no revocation lists
}

// identityEntry is an identity certificate, with the request that waits for its successor.
type identityEntry struct {
	Service     string `json:"service"`
	Certificate string `json:"certificate"` // PEM
	CSR         string `json:"csr"`         // PEM; "" where none waits
}

// trustEntry is what a -trust store holds.
type trustEntry struct {
	Service string       `json:"service"`
	Data    []trustedOne `json:"certificate_data"`
}

// trustedOne is a certificate in a -trust store.
type trustedOne struct {
	Filename    string `json:"filename"`
	Certificate string `json:"certificate"` // PEM
}

// listed is a certificate where it is listed by itself.
type listed struct {
	Service string `json:"service"`
	trustedOne
}

// list is a list of certificates.
type list[T any] struct {
	Certificates []T `json:"certificates"`
}

func getSnapshot(a *tomcat.Ask) (int, any, error) {
	s := snapshot{TrackingID: trackingID(), Identities: []identityEntry{}, Trusts: []trustEntry{}, Revoked: []string{}}
	return http.StatusOK, &s, see(a, func(n node) error {
		s.Server = n.node.FQDN()
		for _, of := range n.identities() {
			s.Identities = append(s.Identities, n.entry(of))
		}
		for _, of := range n.trusts() {
			if held := n.held(of); len(held) > 0 {
				s.Trusts = append(s.Trusts, trustEntry{string(of), held})
			}
		}
		return nil
	})
}

// trackingID is a random UUID (RFC 9562, version 4).
func trackingID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails (crypto/rand)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// entry is an identity certificate of the node.
func (n node) entry(of cucm.Store) identityEntry {
	e := identityEntry{Service: string(of), Certificate: string(n.cluster.Identity(n.node, of).PEM())}
	if r := n.node.CSR(of); r != nil {
		e.CSR = string(r.PEM())
	}
	return e
}

// held are the certificates of a -trust store of the node.
func (n node) held(of cucm.Store) []trustedOne {
	data := []trustedOne{}
	for _, c := range n.node.Trusted(of) {
		data = append(data, trustedOne{n.file(c), string(c.PEM())})
	}
	return data
}

func getIdentity(a *tomcat.Ask) (int, any, error) {
	var e identityEntry
	return http.StatusOK, &e, see(a, func(n node) error {
		of, err := n.identity(a.Request.URL.Query().Get("service"))
		if err == nil {
			e = n.entry(of)
		}
		return err
	})
}

// getIdentities lists those of one service, or all where none is named.
func getIdentities(a *tomcat.Ask) (int, any, error) {
	l := list[identityEntry]{[]identityEntry{}}
	return http.StatusOK, &l, see(a, func(n node) error {
		stores, err := chosen(a, n.identities(), n.identity)
		for _, of := range stores {
			l.Certificates = append(l.Certificates, n.entry(of))
		}
		return err
	})
}

// getTrusts lists those of one service, or all where none is named.
func getTrusts(a *tomcat.Ask) (int, any, error) {
	l := list[listed]{[]listed{}}
	return http.StatusOK, &l, see(a, func(n node) error {
		stores, err := chosen(a, n.trusts(), n.trust)
		for _, of := range stores {
			for _, one := range n.held(of) {
				l.Certificates = append(l.Certificates, listed{string(of), one})
			}
		}
		return err
	})
}

// chosen is the store of the service that the query names, or all.
func chosen(a *tomcat.Ask, all []cucm.Store, find func(string) (cucm.Store, error)) ([]cucm.Store, error) {
	query := a.Request.URL.Query()
	if !query.Has("service") {
		return all, nil
	}
	s, err := find(query.Get("service"))
	if err != nil {
		return nil, err
	}
	return []cucm.Store{s}, nil
}

// requested is a signing request.
type requested struct {
	Service string `json:"service"`
	CSR     string `json:"csr"` // PEM
}

// getRequest gives the request that waits.
func getRequest(a *tomcat.Ask) (int, any, error) {
	var r requested
	return http.StatusOK, &r, see(a, func(n node) error {
		of, err := n.identity(a.Request.URL.Query().Get("service"))
		if err != nil {
			return err
		}
		waits := n.node.CSR(of)
		if waits == nil {
			return refusal{http.StatusNotFound, fmt.Sprintf("service %q has no pending CSR", of)}
		}
		r = requested{string(of), string(waits.PEM())}
		return nil
	})
}
