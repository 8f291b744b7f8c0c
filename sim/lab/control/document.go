package control

import (
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"tvslab/phone/sockets"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
)

// Document tells where the servers of a lab are, which phones they expect, and how it came to be.
type Document struct {
	Schema   int     `json:"schema"` // 1
	Scenario string  `json:"scenario"`
	Release  string  `json:"release"`
	Mode     string  `json:"mode"`
	Steps    int     `json:"steps"` // played before serving
	Nodes    []Node  `json:"nodes"`
	Phones   []Group `json:"phones"`
	Control  string  `json:"control,omitempty"` // socket for tvslab cli
}

// Node is one node; a port is 0 where the node lacks the service.
type Node struct {
	Name         string            `json:"name"`
	Address      string            `json:"address"`
	TFTP         int               `json:"tftp"`
	HTTP         int               `json:"http"`
	TVS          int               `json:"tvs"`
	SIP          int               `json:"sip"`
	SCCP         int               `json:"sccp"`
	SecureSIP    int               `json:"secureSip"`
	SecureSCCP   int               `json:"secureSccp"`
	CAPF         int               `json:"capf"`
	Certificates map[string]string `json:"certificates"` // store to PEM file
}

// Group is a group of phones, whose device names run from First to Last.
type Group struct {
	Group string `json:"group"`
	Model string `json:"model"`
	Count int    `json:"count"`
	First string `json:"first"`
	Last  string `json:"last"`
}

// Describe returns the document of a lab on sockets, without Scenario, Release, Mode, Steps and Control. The identity
// certificates of its nodes are written into dir as NODE-STORE.pem, if dir is not ""; private keys are not.
func Describe(l *lab.Lab, dir string) (*Document, error) {
	doc := &Document{Schema: 1, Phones: groups(l)}
	for _, at := range l.Addresses() {
		n := Node{Name: at.Node, Address: at.IP.String(), TFTP: at.TFTP, HTTP: at.HTTP, TVS: at.TVS, SIP: at.SIP, SCCP: at.SCCP,
			SecureSIP: at.SecureSIP, SecureSCCP: at.SecureSCCP, CAPF: at.CAPF}
		var err error
		if n.Certificates, err = writeCertificates(l.ClusterOf(at.Node).Node(at.Node), dir); err != nil {
			return nil, err
		}
		doc.Nodes = append(doc.Nodes, n)
	}
	return doc, nil
}

func groups(l *lab.Lab) []Group {
	var list []Group
	for _, p := range l.Phones() {
		if n := len(list); n == 0 || list[n-1].Group != p.Group {
			list = append(list, Group{Group: p.Group, Model: p.Model.Name, First: p.Name})
		}
		g := &list[len(list)-1]
		g.Count++
		g.Last = p.Name
	}
	return list
}

func writeCertificates(n *sim.Node, dir string) (map[string]string, error) {
	files := map[string]string{}
	if dir == "" {
		return files, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	for _, store := range cucm.Stores() {
		c := n.Certificate(store)
		if c == nil {
			continue
		}
		name := filepath.Join(dir, n.Name+"-"+string(store)+".pem")
		block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.DER})
		if err := os.WriteFile(name, block, 0o644); err != nil {
			return nil, err
		}
		files[string(store)] = name
	}
	return files, nil
}

// ErrNotDocument is a file that is not the document of a lab.
var ErrNotDocument = errors.New("not the document of a lab")

// mostDocument bounds what is read as a document: thousands of nodes.
const mostDocument = 16 << 20

// ReadDocument reads a document from a file; ErrNotDocument if it is something else.
func ReadDocument(name string) (*Document, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, mostDocument))
	if err != nil {
		return nil, err
	}
	var doc Document
	if err := json.Unmarshal(data, &doc); err != nil || len(doc.Nodes) == 0 {
		return nil, ErrNotDocument
	}
	return &doc, nil
}

// AddTo lets phones find the document's servers by the names of their nodes.
func (d *Document) AddTo(s *sockets.Servers) {
	for _, n := range d.Nodes {
		s.Hosts[n.Name] = n.Address
		for _, p := range n.services() {
			s.Ports[sockets.Place{Server: n.Name, Service: p.service}] = p.port
		}
	}
}

// TFTP names the nodes with a TFTP service.
func (d *Document) TFTP() []string {
	var names []string
	for _, n := range d.Nodes {
		if n.TFTP != 0 {
			names = append(names, n.Name)
		}
	}
	return names
}

// place is a service of a node, with the word that people read.
type place struct {
	word    string
	service sockets.Service
	port    int
}

func (n Node) services() []place {
	return []place{{"TFTP", sockets.TFTP, n.TFTP}, {"HTTP", sockets.HTTP, n.HTTP}, {"TVS", sockets.TVS, n.TVS}, {"SIP", sockets.SIP, n.SIP},
		{"SIP/TLS", sockets.SecureSIP, n.SecureSIP}, {"SCCP", sockets.SCCP, n.SCCP}, {"SCCP/TLS", sockets.SecureSCCP, n.SecureSCCP},
		{"CAPF", sockets.CAPF, n.CAPF}}
}

// Ports lists what the node serves, with its ports: "TFTP 69  HTTP 6970".
func (n Node) Ports() string {
	var list []string
	for _, p := range n.services() {
		if p.port != 0 {
			list = append(list, fmt.Sprintf("%s %d", p.word, p.port))
		}
	}
	return strings.Join(list, "  ")
}
