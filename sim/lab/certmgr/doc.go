// Package certmgr is the REST interface of certificate management that nodes have from release 14 on: a picture of all certificates, signing
// requests, identity and trust certificates that are uploaded, deletions, self-signed certificates. Each node answers for itself. Changes are
// steps of the lab: what an upload does is what the page of OS Administration does with it.
//
// Paths and bodies are those that two independent public clients use; docs/fidelity.md says what no client showed.
package certmgr
