// Package sshd lets administrators log in to the nodes of a lab with SSH and use the admin: shell there, as people and scripts do with
// a CUCM: a shell on a terminal or without one, and nothing else. What a command does is the business of package admincli, and which
// node accepts follows from the cluster: one that is down or whose System SSH is stopped does not.
//
// A node of a CUCM is an OpenSSH of its platform's age, of which scripts know: it asks by keyboard-interactive, offers algorithms that are
// old by now, and refuses to run commands. The protocol is that of golang.org/x/crypto/ssh.
package sshd
