package scenarios_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios"
)

// TestCompleteStep: what Tab and shells propose while a step is written.
func TestCompleteStep(t *testing.T) {
	known := scenarios.Known{Phones: []string{"desk", "floor"}, Nodes: []string{"pub", "sub"}, Systems: []string{"trunk"}}
	for _, row := range []struct {
		text string
		want []string
	}{
		{"res", []string{"reset:", "restart-phone:", "restart-system:", "restart:", "restore:"}},
		{"exp", []string{"export-recovery-key:"}},
		{"reset: ", []string{"all", "desk", "floor"}},
		{"reset: d", []string{"desk"}},
		{"reset: [desk, fl", []string{"floor"}},
		{"fault: ", []string{"{"}},
		{"fault: {", []string{"bytes:", "kind:", "nodes:", "percent:", "phones:", "port:", "time:", "to:"}},
		{"fault: {kind: n", []string{"node-down"}},
		{"fault: {kind: node-down, no", []string{"nodes:"}},
		{"fault: {kind: node-down, nodes: s", []string{"sub"}},
		{"fault: {kind: node-down, nodes: [pub, s", []string{"sub"}},
		{"fault: {nodes: [pub, sub], k", []string{"kind:"}},
		{"restart: {service: Cisco Tf", []string{"Cisco Tftp"}},
		{"remove-node: s", []string{"sub"}},
		{"restart-system: ", []string{"trunk"}},
		{"nonsense: ", nil},
		{"expect: ", nil},
		{"reset:d", nil},
	} {
		require.Equal(t, row.want, scenarios.CompleteStep(row.text, known), row.text)
	}
}
