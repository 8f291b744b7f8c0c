// Package cucm is what is known of the product apart from any cluster: its releases, what differs between them
// (Rules), its certificate stores, and the settings that decide what the sources leave open.
//
// Rules carry the row numbers of the project's release matrix. Facts come from Cisco's certificate regeneration
// guides, the security guides 12.5, 14 and 15 and tech notes 116232, 117598, 118893, 210541, 212051 and 213407. It
// knows no nodes, services or keys; package sim builds clusters by it.
package cucm
