// Package trustlist reads and writes the binary files in which Cisco phones
// keep their trust: CTLFile.tlv and ITLFile.tlv (trust lists), and the signed
// and encrypted downloads (.sgn, .enc.sgn) that share their header. It parses,
// re-encodes, builds, signs, verifies, decrypts and prints them.
//
// It is not a trust decision: whether a phone believes a signer (first use,
// stored lists, TVS) belongs to package phone, and which records a CUCM
// release puts in a list belongs to package sim. It opens no file and no
// socket.
//
// Sources: the header layout of published signed phone firmware and of
// published CTL files of CUCM 10; `show ctl` and `show itl` outputs in Cisco's
// documents "CUCM Mixed Mode with Tokenless CTL", "CUCM Cluster Changed from
// Mixed Mode to Non-Secure Mode" and tech note 116232; phone logs in Cisco
// tech note 213407 and the EMCC document (CUCM 11.5); the Security Guide for
// CUCM 12.5(1); and, for SHA-512, tag 28 and everything encrypted, the open
// implementation of usecallmanager.nz. What rests on inference alone is
// marked a guess where it is decided.
//
// All integers in these files are big-endian; all lengths are in bytes.
package trustlist
