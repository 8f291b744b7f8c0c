//go:build !windows

package swap

// open is empty: what is open gives way.
var open []error
