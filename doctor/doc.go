// Package doctor says what this machine can do for tvslab, and the mend for each thing that it cannot. A check is a row that really tries: it
// listens on the port and lets it go, writes a file and removes it. None needs a privilege, none takes longer than a moment.
//
// The mends of errors of the environment (address in use, permission, too many open files, no space) are rows of one table here, which
// the command line prints beside such an error wherever it comes up.
//
// The package prints nothing, and changes nothing: no folder, no limit, no firewall.
package doctor
