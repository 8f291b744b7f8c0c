// Package cluster is the pages of a lab about its clusters: nodes and services, certificates and who uses them, trust lists, TVS, parameters,
// backups and logs; what administrators do there in the words of the real pages, as rows ([operations]), each of which plays a step of the
// scenario language or types a command; and a terminal on each node.
package cluster
