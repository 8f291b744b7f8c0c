package certmgr

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tvslab/sim/cucm"
	"tvslab/sim/lab/tomcat"
	"tvslab/sim/pki"
)

// done is the answer to a change: what the pages say after it, with the services to restart.
type done struct {
	Messages []string `json:"messages"`
}

// way is by which somebody acts, for the history.
const way = "rest"

// play does a step of the lab.
func play(a *tomcat.Ask, verb string, argument map[string]any) (*done, error) {
	step, err := json.Marshal(map[string]any{verb: argument})
	if err != nil {
		return nil, err
	}
	performed, err := a.Lab.Perform(a.Context(), a.Who(way), string(step))
	if err != nil {
		return nil, err
	}
	said := &done{Messages: []string{}}
	for _, e := range performed.Told {
		if quoted, err := strconv.QuotedPrefix(e.Text); e.Kind == "pop-up" && err == nil {
			text, _ := strconv.Unquote(quoted) // it is quoted: that was found out
			said.Messages = append(said.Messages, text)
		}
	}
	return said, nil
}

// identityUpload is a certificate for an identity store, with its chain behind it.
type identityUpload struct {
	Service      string   `json:"service"`
	Certificates []string `json:"certificates"` // PEM
}

// postIdentity uploads the answer to the last request. The chain must be in the trust store before; what is sent of it is looked at only.
func postIdentity(a *tomcat.Ask) (int, any, error) {
	var u identityUpload
	if err := read(a.Request, &u); err != nil {
		return 0, nil, err
	}
	chain, err := certificates(u.Certificates)
	if err != nil {
		return 0, nil, err
	}
	if err := inOrder(chain); err != nil {
		return 0, nil, err
	}
	var s cucm.Store
	if err := see(a, func(n node) error { s, err = n.identity(u.Service); return err }); err != nil {
		return 0, nil, err
	}
	said, err := play(a, "upload", map[string]any{"store": s, "certificate": string(chain[0].PEM()), "nodes": []string{a.Node.Name}})
	return http.StatusCreated, said, err
}

// inOrder wants each certificate signed by the next.
func inOrder(chain []*pki.Certificate) error {
	for i, ca := range chain[1:] {
		if !ca.Signed(chain[i]) {
			return bad("certificates: %s did not sign %s; the certificate of the service comes first, then its chain", ca, chain[i])
		}
	}
	return nil
}

// trustUpload is certificates for -trust stores.
type trustUpload struct {
	Service      []string `json:"service"`
	Certificates []string `json:"certificates"` // PEM
	Description  string   `json:"description"`  // kept nowhere
}

// postTrust uploads what is not there yet. It is an error where all are.
func postTrust(a *tomcat.Ask) (int, any, error) {
	var u trustUpload
	if err := read(a.Request, &u); err != nil {
		return 0, nil, err
	}
	switch {
	case len(u.Service) == 0 || len(u.Service) > mostServices:
		return 0, nil, bad("service: a list of 1 to %d services", mostServices)
	case len(u.Description) > mostText:
		return 0, nil, bad("description: more than %d characters", mostText)
	}
	sent, err := certificates(u.Certificates)
	if err != nil {
		return 0, nil, err
	}
	var missing []lacking
	if err := see(a, func(n node) error { missing, err = n.lack(u.Service, sent); return err }); err != nil {
		return 0, nil, err
	}
	all := &done{Messages: []string{}}
	for _, m := range missing {
		said, err := play(a, "upload", map[string]any{"store": m.stores, "certificate": m.pem, "nodes": []string{a.Node.Name}})
		if err != nil {
			return 0, nil, err
		}
		all.Messages = append(all.Messages, said.Messages...)
	}
	return http.StatusCreated, all, nil
}

// lacking are stores that lack the same certificates.
type lacking struct {
	stores []cucm.Store
	pem    []string
}

// lack finds what the stores of services lack of certificates; nothing at all is an error.
func (n node) lack(services []string, sent []*pki.Certificate) (list []lacking, err error) {
	var asked []cucm.Store
	for _, service := range services {
		s, err := n.trust(service)
		if err != nil {
			return nil, err
		}
		if slices.Contains(asked, s) {
			continue
		}
		asked = append(asked, s)
		if pem := n.new(s, sent); len(pem) > 0 {
			list = add(list, s, pem)
		}
	}
	if len(list) == 0 {
		return nil, bad("%s already exists in %s", names(sent), names(asked))
	}
	return list, nil
}

// new are the certificates that a store does not hold.
func (n node) new(s cucm.Store, sent []*pki.Certificate) (pem []string) {
	held := n.node.Trusted(s)
	for _, c := range sent {
		if !slices.ContainsFunc(held, func(h *pki.Certificate) bool { return h.Sum == c.Sum }) {
			pem = append(pem, string(c.PEM()))
		}
	}
	return pem
}

// add puts stores that lack the same together: they are one step.
func add(list []lacking, s cucm.Store, pem []string) []lacking {
	for i := range list {
		if slices.Equal(list[i].pem, pem) {
			list[i].stores = append(list[i].stores, s)
			return list
		}
	}
	return append(list, lacking{[]cucm.Store{s}, pem})
}

func names[T any](list []T) string {
	texts := make([]string, len(list))
	for i, one := range list {
		texts[i] = fmt.Sprint(one)
	}
	return strings.Join(texts, ", ")
}

// deleteTrust deletes a certificate by its file name, as the query has them.
func deleteTrust(a *tomcat.Ask) (int, any, error) {
	query := a.Request.URL.Query()
	name := query.Get("filename")
	if name == "" {
		return 0, nil, bad("filename: which certificate, as the list has it")
	}
	if err := short("filename", name); err != nil {
		return 0, nil, err
	}
	var s cucm.Store
	err := see(a, func(n node) (err error) {
		if s, err = n.trust(query.Get("service")); err != nil {
			return err
		}
		if !slices.ContainsFunc(n.node.Trusted(s), func(c *pki.Certificate) bool { return n.file(c) == name }) {
			return refusal{http.StatusNotFound, fmt.Sprintf("%s has no certificate %q", s, name)}
		}
		return nil
	})
	if err != nil {
		return 0, nil, err
	}
	said, err := play(a, "delete-certificate", map[string]any{"store": s, "certificate": name, "nodes": []string{a.Node.Name}})
	return http.StatusOK, said, err
}
