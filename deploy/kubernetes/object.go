package kubernetes

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Object is one object of a cluster: a document that is changed as what it is, not as text.
type Object struct{ node *yaml.Node }

// Kind returns "Job" and so on.
func (o *Object) Kind() string { return o.text("kind") }

// Name returns the name of the object.
func (o *Object) Name() string { return o.text("metadata/name") }

func (o *Object) text(where string) string {
	if n := o.at(where, false); n != nil {
		return n.Value
	}
	return ""
}

// at returns what lies at a path like "spec/containers/0/args", nil where nothing does. Fields on the way are made where that is asked for.
func (o *Object) at(where string, build bool) *yaml.Node {
	n := o.node
	for _, step := range strings.Split(where, "/") {
		var next *yaml.Node
		switch i, err := strconv.Atoi(step); {
		case n.Kind == yaml.SequenceNode && err == nil && i < len(n.Content):
			next = n.Content[i]
		case n.Kind == yaml.MappingNode:
			next = field(n, step, build)
		}
		if next == nil {
			return nil
		}
		n = next
	}
	return n
}

// field returns the value of a key; a map that is made is empty.
func field(n *yaml.Node, key string, build bool) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	if !build {
		return nil
	}
	value := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, value)
	return value
}

// set puts a value at a path. The path is one of the bases: what is wrong with it is a mistake of this package.
func (o *Object) set(where string, value any) {
	n, made := o.at(where, true), nodeOf(value)
	made.LineComment = n.LineComment
	*n = *made
}

// add appends values to the list at a path.
func (o *Object) add(where string, values ...any) {
	n := o.at(where, true)
	if n.Kind != yaml.SequenceNode {
		*n = yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	}
	for _, v := range values {
		n.Content = append(n.Content, nodeOf(v))
	}
}

func nodeOf(value any) *yaml.Node {
	n := &yaml.Node{}
	if err := n.Encode(value); err != nil {
		panic(fmt.Sprintf("kubernetes: %T is no value of a manifest: %v", value, err))
	}
	unfold(n)
	return n
}

// unfold has maps and lists one entry a line, as the bases have them.
func unfold(n *yaml.Node) {
	n.Style &^= yaml.FlowStyle
	for _, below := range n.Content {
		unfold(below)
	}
}

// parse reads the documents of a file.
func parse(name string, data []byte) (list []*Object, err error) {
	d := yaml.NewDecoder(bytes.NewReader(data))
	for {
		var doc yaml.Node
		if err := d.Decode(&doc); err == io.EOF {
			return list, nil
		} else if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		list = append(list, &Object{doc.Content[0]})
	}
}

// load reads a base with those that it names.
func load(dir string) (list []*Object, err error) {
	data, err := fs.ReadFile(bases, path.Join(dir, "kustomization.yaml"))
	if err != nil {
		return nil, err
	}
	var kustomization struct{ Resources []string }
	if err := yaml.Unmarshal(data, &kustomization); err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	for _, name := range kustomization.Resources {
		name = path.Join(dir, name)
		var objects []*Object
		if path.Ext(name) == "" {
			objects, err = load(name)
		} else if data, err = fs.ReadFile(bases, name); err == nil {
			objects, err = parse(name, data)
		}
		if err != nil {
			return nil, err
		}
		list = append(list, objects...)
	}
	return list, nil
}

// WriteYAML writes objects as documents of YAML.
func WriteYAML(w io.Writer, list []*Object) error {
	e := yaml.NewEncoder(w)
	e.SetIndent(2)
	for _, o := range list {
		if err := e.Encode(o.node); err != nil {
			return err
		}
	}
	return e.Close()
}

// List is all objects as one: what -o json prints.
type List struct {
	APIVersion string    `json:"apiVersion"` // v1
	Kind       string    `json:"kind"`       // List
	Items      []*Object `json:"items"`
}

// ListOf makes a List.
func ListOf(list []*Object) List { return List{"v1", "List", list} }

// MarshalJSON writes the object.
func (o *Object) MarshalJSON() ([]byte, error) {
	var value any
	if err := o.node.Decode(&value); err != nil {
		return nil, err
	}
	return json.Marshal(value)
}
