package scenarios

import (
	"go.yaml.in/yaml/v4"
)

// nodeNames gives the names that nodes have before anything is decoded: an
// expect step is read by what its keys name. They are those of all clusters,
// of the nodes that steps add, and of those they give a new name.
func nodeNames(root *yaml.Node) map[string]bool {
	names := map[string]bool{}
	addKeys(names, child(child(root, "cluster"), "nodes"))
	others := child(root, "other-clusters")
	for i := 0; others != nil && others.Kind == yaml.MappingNode && i+1 < len(others.Content); i += 2 {
		addKeys(names, child(others.Content[i+1], "nodes"))
	}
	steps := child(root, "steps")
	for i := 0; steps != nil && steps.Kind == yaml.SequenceNode && i < len(steps.Content); i++ {
		addKeys(names, child(steps.Content[i], "add-node"))
		if name := child(child(steps.Content[i], "set-hostname"), "name"); name != nil {
			names[name.Value] = true
		}
	}
	return names
}

// addKeys adds the keys of a mapping.
func addKeys(names map[string]bool, n *yaml.Node) {
	for i := 0; n != nil && n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		names[n.Content[i].Value] = true
	}
}

func child(n *yaml.Node, key string) *yaml.Node {
	for i := 0; n != nil && n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}
