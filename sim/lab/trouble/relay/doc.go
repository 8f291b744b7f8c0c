// Package relay does to real packets what package trouble has worked out: it stands between phones and a server, and loses,
// doubles, keeps back and swallows what passes. It relays TCP and TFTP over UDP.
//
// TCP's own packets are the kernel's: a relay cannot lose one. It keeps bytes back for as long as TCP would repeat them, and swallows
// all from the first packet on that would never arrive.
package relay
