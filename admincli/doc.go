// Package admincli is the administrator CLI of a CUCM node, the `admin:` shell, as far as certificates, trust lists
// and services are concerned: commands with their prompts, confirmations and literal output, acting on a cluster
// of package sim.
//
// Run takes one command line and the answers to its questions and returns the text that stood on the screen. Shell is a
// session: commands typed one after the other, on a terminal with editing, completion and help, or read from a stream.
//
// Texts come from published sessions (Cisco tech notes 116232, 117299, 117598, 118892, 118893 and the command line and
// administration guides); a text for which none was found says so in its comment.
package admincli
