// Package client asks a lab that runs, and does things to it, through its control API: over its control socket, or over TCP with
// its token. It knows the documents of the API and no rules.
package client
