// Package attack is what hostile clients, careless users and a full machine do to tvslab, each as a row: what is done, for how
// long, and by which criteria it has held. An attack is one function in a file of its own. It plays on a Field until its time is
// over, and returns an error where a criterion of its own is broken; those that are the same for all are judged by who plays it.
//
// Attackers choose by numbers with a fixed seed, so that two runs differ only in what the network does.
package attack
