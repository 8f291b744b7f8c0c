//go:build !unix

package bench

// ReadLimits knows no limits on this system.
func ReadLimits() Limits { return Limits{} }
