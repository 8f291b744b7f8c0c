package certmgr

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"tvslab/sim/cucm"
	"tvslab/sim/lab/tomcat"
)

// making are the choices for a new key: for a request or a self-signed certificate.
type making struct {
	Service       string      `json:"service"`
	Distribution  string      `json:"distribution"` // this-server (when empty) or multi-server
	CommonName    string      `json:"commonName"`
	KeyType       string      `json:"keyType"`   // rsa or ec; "" is that of the service
	KeyLength     json.Number `json:"keyLength"` // bits
	HashAlgorithm string      `json:"hashAlgorithm"`
	AltNames      []string    `json:"altNames"`
	Validity      json.Number `json:"validityPeriod"` // years, of a self-signed certificate
}

// Words that distributions are written with; the second is that of the page.
const (
	thisServer  = "this-server"
	multiServer = "multi-server"
)

// check refuses what no page could send.
func (m making) check() error {
	if len(m.AltNames) > mostNames {
		return bad("altNames: more than %d", mostNames)
	}
	if err := short("altNames", m.AltNames...); err != nil {
		return err
	}
	for key, text := range map[string]string{"commonName": m.CommonName, "keyType": m.KeyType, "hashAlgorithm": m.HashAlgorithm} {
		if err := short(key, text); err != nil {
			return err
		}
	}
	return nil
}

// store is the identity store that the service and the type of the key mean together.
func (m making) store(a *tomcat.Ask) (s cucm.Store, err error) {
	service := m.Service
	switch strings.ToLower(m.KeyType) {
	case "", "rsa":
	case "ec", "ecdsa":
		if !strings.HasSuffix(strings.ToLower(service), "-ecdsa") {
			service += "-ECDSA"
		}
	default:
		return "", bad("keyType: %q is neither rsa nor ec", m.KeyType)
	}
	err = see(a, func(n node) error {
		s, err = n.identity(service)
		return err
	})
	if err == nil && strings.EqualFold(m.KeyType, "rsa") && s.Elliptic() {
		return "", bad("keyType: the keys of %s are elliptic", s)
	}
	return s, err
}

// argument adds what was chosen to the argument of a verb of the scenario language.
func (m making) argument(to map[string]any) error {
	for key, text := range map[string]json.Number{"key-length": m.KeyLength, "validity": m.Validity} {
		if text == "" {
			continue
		}
		number, err := strconv.Atoi(string(text))
		if err != nil {
			return bad("%s: %q is not a whole number", map[string]string{"key-length": "keyLength", "validity": "validityPeriod"}[key], text)
		}
		to[key] = number
	}
	switch strings.ToLower(m.Distribution) {
	case "", thisServer:
	case multiServer, multiServer + "(san)":
		to["distribution"] = multiServer
	default:
		if err := short("distribution", m.Distribution); err != nil {
			return err
		}
		return bad("distribution: %q is neither %s nor %s", m.Distribution, thisServer, multiServer)
	}
	if m.HashAlgorithm != "" {
		to["hash"] = strings.ToUpper(strings.ReplaceAll(m.HashAlgorithm, "-", ""))
	}
	return nil
}

// postRequest makes a signing request and gives it.
func postRequest(a *tomcat.Ask) (int, any, error) {
	var m making
	if err := read(a.Request, &m); err != nil {
		return 0, nil, err
	}
	if err := m.check(); err != nil {
		return 0, nil, err
	}
	s, err := m.store(a)
	if err != nil {
		return 0, nil, err
	}
	m.Validity = ""
	step := map[string]any{"store": s, "nodes": []string{a.Node.Name}}
	if err := m.argument(step); err != nil {
		return 0, nil, err
	}
	if m.CommonName != "" {
		step["common-name"] = m.CommonName
	}
	if len(m.AltNames) > 0 {
		step["alternative-names"] = m.AltNames
	}
	if _, err := play(a, "generate-csr", step); err != nil {
		return 0, nil, err
	}
	made := requested{Service: string(s)}
	return http.StatusOK, &made, see(a, func(n node) error {
		if r := n.node.CSR(s); r != nil {
			made.CSR = string(r.PEM())
		}
		return nil
	})
}

// postSelfSigned makes a self-signed certificate: Regenerate where nothing is chosen, else Generate Self-signed.
func postSelfSigned(a *tomcat.Ask) (int, any, error) {
	var m making
	if err := read(a.Request, &m); err != nil {
		return 0, nil, err
	}
	if err := m.check(); err != nil {
		return 0, nil, err
	}
	if m.CommonName != "" || len(m.AltNames) > 0 {
		return 0, nil, bad("commonName, altNames: a self-signed certificate has the names of the node")
	}
	s, err := m.store(a)
	if err != nil {
		return 0, nil, err
	}
	step := map[string]any{"certificate": s, "nodes": []string{a.Node.Name}}
	plain := len(step)
	if err := m.argument(step); err != nil {
		return 0, nil, err
	}
	verb := "generate-self-signed"
	if len(step) == plain {
		verb = "regenerate"
	}
	said, err := play(a, verb, step)
	return http.StatusCreated, said, err
}
