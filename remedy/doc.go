// Package remedy gives phones back: what an administrator can do about those that refuse what is served, or are not registered, each
// tried on a copy of the lab before it is named. A remedy is a row: what it is, what it costs, and the steps of the scenario language that
// do it in the state at hand, so that a plan is mended by writing them.
//
// It is not the rule by which phones decide, and changes nothing: the lab that is asked about stays as it is. What helps is found out by
// playing. Which remedies there are comes from the guides that the rows name.
package remedy
