// Package boots lets a benchmark boot the phones of fleets: a [Fleet] is a [bench.Target] over sockets or any other
// [phone.Network], [Join] makes one of several. It says what counts as a failed boot.
package boots
