// Package system is the systems around a cluster, as far as certificates decide whether they work: SIP trunks, media resources,
// CTI applications, IPsec tunnels, single sign-on, contact centres and others. A kind of system is a row of Kinds: whom it meets,
// what must hold between the two sides, and what its users lose where it does not.
//
// A System is a value, and Look a pure function of it and of the clusters: nobody connects, no protocol is spoken. It knows no
// phones; package sim/lab puts phones behind systems that judge them.
//
// What breaks is what Cisco's certificate regeneration guides say of each certificate (117299 and 214231, "impact by certificate
// store"); every row has its source.
package system
