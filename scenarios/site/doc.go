// Package site is what a scenario starts with: clusters and their nodes, groups
// of phones, and the matrix of releases, modes and models that it is played
// for. It also says which names a scenario may speak of (Checker): nodes,
// phones, stores, services, models, references to certificates.
//
// It knows no verb and no expectation, and does nothing: package scenarios
// makes a lab of a site. What exists in a release is asked of sim/cucm, sim and
// phone.
package site
