// Package sim is a CUCM cluster as a value: nodes, services with what they loaded at start, the files they serve, the
// devices of the database, what happens by itself as time goes by, and the operations of an administrator.
//
// An operation is an Op, made by a function of its name: Regenerate, Restart, UpdateCTL. Cluster.Do does it on a copy and
// puts the copy in force if nothing was refused; Cluster.After gives the copy alone, which is how what-if questions are
// answered; Cluster.Try and Cluster.Commit are the two halves of Do, for who asks an administrator in between. Copies are
// cheap: what a cluster holds is shared and never changed, only replaced.
//
// What it is made of can be read alone: certificates (pki), where they lie (store), the lists made of them (list), what
// TVS knows (tvscache), when certificates expire (expiry), what configurations say (configfile).
//
// It has no sockets, no goroutines and no wall clock: time is Cluster.Now and moves with Advance, keys come
// from a pki.KeySource, serial numbers from a seed. A Cluster can be copied and compared, which is what backup and
// restore, replay and judging rest on. It knows nothing of phones beyond the devices in its database; package
// sim/lab brings the two together.
//
// What differs between releases, and the settings that decide what sources leave open, is package sim/cucm. Facts come
// from Cisco's certificate regeneration guides, the security guides 12.5, 14 and 15 and tech notes 116232, 117598,
// 118893, 210541, 212051 and 213407.
package sim
