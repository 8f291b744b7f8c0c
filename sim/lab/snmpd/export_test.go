package snmpd

import (
	"tvslab/sim/lab"
	"tvslab/sim/lab/control"
	"tvslab/snmp"
)

// Look is what a node tells of a lab.
func Look(l *control.Lab, node string) (tree snmp.Tree) {
	p := pictures{lab: l}
	l.See(func(l *lab.Lab) { tree, _ = p.take(l, node) })
	return tree
}
