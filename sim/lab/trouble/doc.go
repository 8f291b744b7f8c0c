// Package trouble is what goes wrong between phones and servers, as rows: packets that are lost, late, doubled, out of order or too
// large, ports that say nothing, servers that accept and hang, and names that do not resolve. It works out what becomes of an exchange
// on a path with such troubles: a pure function of the troubles, the exchange and its luck, so that a network in memory and one
// over sockets come to the same.
//
// It sends nothing; package relay does to packets what is worked out here. It knows neither nodes nor phones: who is hit is the lab's
// business.
//
// Sources: TFTP in lockstep, RFC 1350; TCP's first timeout of a second, which doubles, RFC 6298; a path that loses full-size
// packets and says nothing, RFC 2923 section 2.1. The times of phones are settings (package phone).
package trouble
