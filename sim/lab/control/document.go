package control

import (
	"bytes"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"os"
	"path/filepath"

	"tvslab/devices"
	"tvslab/filename"
	"tvslab/phone/sockets"
	"tvslab/service"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/fact"
	"tvslab/sim/lab"
)

// Document tells where the servers of a lab are, which phones they expect, and how it came to be.
type Document struct {
	Schema   int         `json:"schema"` // 1
	Scenario string      `json:"scenario"`
	Release  string      `json:"release"`
	Mode     string      `json:"mode"`
	Steps    int         `json:"steps"` // played before serving
	Nodes    []Node      `json:"nodes"`
	Phones   []Group     `json:"phones"`
	Control  string      `json:"control,omitempty"`  // socket for tvslab cli
	API      *APIAddress `json:"api,omitempty"`      // of the control API over TCP, where there is one
	Web      string      `json:"web,omitempty"`      // a link that lets one browser in to the pages of the lab, where they are served
	SSHUser  string      `json:"ssh_user,omitempty"` // of the nodes that have an SSH port
	// NodeUser is an application user for the web services of the nodes that have HTTPS ports.
	NodeUser string `json:"node_user,omitempty"`
	// PhoneWeb is where phones have web pages, those that have some.
	PhoneWeb []PhoneWeb `json:"phone_web,omitempty"`
	// Strings are the authentication strings that devices wait with, of the first ones.
	Strings []fact.AuthString `json:"authentication_strings,omitempty"`
}

// APIAddress is where a control API is, and what lets one use it.
type APIAddress struct {
	Address   string `json:"address"` // http://HOST:PORT
	TokenFile string `json:"token_file"`
}

// PhoneWeb is where the web pages of a phone are.
type PhoneWeb struct {
	Phone string `json:"phone"`
	URL   string `json:"url"`
}

// mostStrings is how many authentication strings a document has; the page of a device has its own.
const mostStrings = 100

// Node is one node.
type Node struct {
	nodeName
	Ports service.Ports // between the other fields
	nodeFiles
}

type nodeName struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	SSH     int    `json:"ssh,omitempty"`  // port, 0 where nobody can log in
	SNMP    int    `json:"snmp,omitempty"` // port, 0 where nobody answers
	// HTTPS are the ports of Cisco Tomcat: that which stands for 8443 first, then that for 443; none where it does not answer.
	HTTPS []int `json:"node_https,omitempty"`
	// HTTP is the one that stands for 8080, where phones ask without TLS; 0 where it does not answer.
	HTTP int `json:"node_http,omitempty"`
}

type nodeFiles struct {
	Certificates map[string]string `json:"certificates"` // store to PEM file
}

// MarshalJSON writes the fields of all parts into one object.
func (n Node) MarshalJSON() ([]byte, error) {
	var fields [][]byte
	for _, part := range []any{n.nodeName, n.Ports, n.nodeFiles} {
		data, err := json.Marshal(part)
		if err != nil {
			return nil, err
		}
		fields = append(fields, data[1:len(data)-1])
	}
	return append(append([]byte{'{'}, bytes.Join(fields, []byte{','})...), '}'), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (n *Node) UnmarshalJSON(data []byte) error {
	for _, part := range []any{&n.nodeName, &n.Ports, &n.nodeFiles} {
		if err := json.Unmarshal(data, part); err != nil {
			return err
		}
	}
	return nil
}

// Group is a group of phones. First and Last are the lowest and the highest of their device names.
type Group struct {
	Group string `json:"group"`
	Model string `json:"model"`
	Count int    `json:"count"`
	First string `json:"first"`
	Last  string `json:"last"`
	// Devices are the device names, and FIRST..LAST where several count up, if there are gaps between First and Last; none where that
	// would be more than mostSpans of them.
	Devices []string `json:"devices,omitempty"`
}

// mostSpans bounds the device names of a document: two megabytes.
const mostSpans = 50_000

// Set returns the devices of the group; all from First to Last where it does not say which. A group of which the document says what
// is no device has none.
func (g *Group) Set() devices.Set {
	texts := g.Devices
	if len(texts) == 0 {
		texts = []string{g.First + ".." + g.Last}
	}
	spans := make([]devices.Span, len(texts))
	for i, text := range texts {
		var err error
		if spans[i], err = devices.WrittenSpan(text); err != nil {
			return nil
		}
	}
	return devices.Of(spans...)
}

// Describe returns the document of a lab on sockets, without Scenario, Release, Mode, Steps, Control and API. The identity
// certificates of its nodes are written into dir as NODE-STORE.pem, if dir is not ""; private keys are not.
func Describe(l *lab.Lab, dir string) (*Document, error) {
	doc := &Document{Schema: 1, Phones: groups(l)}
	for _, c := range l.Clusters() {
		doc.Strings = append(doc.Strings, c.AuthStrings(nil, mostStrings-len(doc.Strings))...)
	}
	for _, at := range l.Addresses() {
		n := Node{nodeName: nodeName{Name: at.Node, Address: at.IP.String()}, Ports: at.Ports}
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
	for _, g := range l.Groups() {
		set := l.Group(g.Name, 0, 0)
		first, _ := l.Phone(set[0].First.Name())
		list = append(list, Group{Group: g.Name, Model: first.Model().Name, Count: set.Len(), First: first.Name(),
			Last: set[len(set)-1].Last.Name(), Devices: spansOf(set)})
	}
	return list
}

// spansOf writes a set with gaps down.
func spansOf(set devices.Set) (texts []string) {
	if len(set) == 1 || len(set) > mostSpans {
		return nil
	}
	for _, span := range set {
		texts = append(texts, span.String())
	}
	return texts
}

func writeCertificates(n *sim.Node, dir string) (map[string]string, error) {
	files := map[string]string{}
	if dir == "" {
		return files, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	for _, store := range cucm.Stores() {
		c := n.Certificate(store)
		if c == nil {
			continue
		}
		name := filepath.Join(dir, filename.Of(n.Name+"-"+string(store)+".pem"))
		block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.DER})
		if had, err := os.ReadFile(name); err != nil || !bytes.Equal(had, block) {
			if err := os.WriteFile(name, block, 0o600); err != nil {
				return nil, err
			}
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
		for at, port := range n.Ports {
			s.Ports[sockets.Place{Server: n.Name, Service: service.Service(at)}] = port
		}
	}
}

// TFTP names the nodes with a TFTP service.
func (d *Document) TFTP() []string {
	var names []string
	for _, n := range d.Nodes {
		if n.Ports[service.TFTP] != 0 {
			names = append(names, n.Name)
		}
	}
	return names
}
