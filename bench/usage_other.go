//go:build !linux

package bench

import "errors"

// Elsewhere than on Linux nothing is measured of processes.
func selfUsage() Usage { return Usage{} }

func residentBytes() int64 { return 0 }

func processUsage(int) (Usage, error) { return Usage{}, errors.New("only Linux has /proc") }
