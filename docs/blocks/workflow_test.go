package blocks_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// workflow are the commands of a pipeline that a page shows as YAML: its "run" and "script" that begin as commands do.
func workflow(r *rows, b block) (list []command) {
	var root yaml.Node
	if b.lang != "" && b.lang != "yaml" && b.lang != "yml" || !strings.Contains(b.text(), ":") || yaml.Load([]byte(b.text()), &root) != nil {
		return nil
	}
	eachScript(&root, func(n *yaml.Node) {
		for i, line := range strings.Split(n.Value, "\n") {
			if r.isCommand(line) {
				list = append(list, command{line: b.line + n.Line - 1 + i, text: line})
			}
		}
	})
	return list
}

// eachScript visits the commands below a node of a pipeline.
func eachScript(n *yaml.Node, visit func(*yaml.Node)) {
	for i, below := range n.Content {
		if n.Kind != yaml.MappingNode || i%2 == 1 {
			eachScript(below, visit)
		}
		if n.Kind == yaml.MappingNode && i%2 == 0 && (below.Value == "run" || below.Value == "script") {
			for _, one := range append(n.Content[i+1].Content, n.Content[i+1]) {
				if one.Kind == yaml.ScalarNode {
					visit(one)
				}
			}
		}
	}
}

// plays tells whether a block has something to play.
func (r *rows) plays(b block) bool {
	return findBlock(r.Typed, b) != nil || r.hasCommands(b) || len(workflow(r, b)) > 0
}

// TestWorkflow: commands of a pipeline are found at their lines, other words are not.
func TestWorkflow(t *testing.T) {
	r := &rows{Programs: []string{"tvslab"}}
	b := block{lang: "yaml", line: 10, lines: strings.Split("name: tvslab is here\nsteps:\n  - run: tvslab plan a.yaml\n  - run: npm test\ngate:\n  script:\n    - tvslab check a.yaml", "\n")}
	require.Equal(t, []command{{line: 12, text: "tvslab plan a.yaml"}, {line: 16, text: "tvslab check a.yaml"}}, workflow(r, b))
	b.lang = "go"
	require.Empty(t, workflow(r, b))
}
