// Package admincli is the administrator CLI of a CUCM node, the `admin:` shell, as far as certificates, trust lists
// and services are concerned: commands with their prompts, confirmations and literal output, acting on a cluster
// of package sim.
//
// It is not a terminal: Run takes one command line and the answers to its questions and returns the text that
// stood on the screen. Texts come from published sessions (Cisco tech notes 117299, 117598, 118892, 118893 and the
// command line guide); a text for which none was found says so in its comment.
package admincli
