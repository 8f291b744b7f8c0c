// Package page writes the pages of CUCM and of RTMT that an administrator reads when certificates are changed: enterprise parameters,
// certificates, devices. A page is data first (Document), and text second.
//
// It does not change anything: what is done on pages are operations of package sim. Where a screen was printed, names and order are those
// of the screen; docs/fidelity.md says which.
package page
