// Package list plans and builds the trust lists of a cluster. A plan says what a CTL or ITL file holds and who signs it,
// by the rules of the release, from a view of the cluster as one node has it; Build makes the file of a plan, which is
// signed when somebody wants its bytes. Plans can be compared, to find out whether a file would change.
package list
