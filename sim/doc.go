// Package sim is a CUCM cluster as a value: nodes, certificate stores, services with what they loaded at
// start, the ITL of every TFTP node, the cluster's CTL, the two caches of the Trust Verification Service, and
// the operations an administrator performs on them.
//
// It has no sockets, no goroutines and no wall clock: time is Cluster.Now and moves with Advance, keys come
// from a pki.KeySource, serial numbers from a seed. A Cluster can be cloned and compared, which is what backup and
// restore, replay and judging rest on. It knows nothing of phones beyond the devices in its database; package
// sim/lab brings the two together.
//
// What differs between releases, and the settings that decide what sources leave open, is package sim/cucm. Facts come
// from Cisco's certificate regeneration guides, the security guides 12.5, 14 and 15 and tech notes 116232, 117598,
// 118893, 210541, 212051 and 213407.
package sim
