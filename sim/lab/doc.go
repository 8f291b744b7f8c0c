// Package lab wires a cluster (package sim) and phones (package phone) into a running lab, in memory or on
// sockets, and judges where each phone stands.
//
// It is the only place where the two halves meet. In memory the phones' Network asks the cluster directly, and
// signatures of configuration files are made only when somebody wants the bytes. On sockets every node has its
// own loopback address with real TFTP, HTTP, TVS and CAPF servers and call managers, and phones use the same
// clients a benchmark would. Both give the same verdicts and the same events per phone; a test holds the whole
// scenario library to that.
//
// It knows nothing of scenario files: package scenarios drives it.
package lab
