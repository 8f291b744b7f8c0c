//go:build !linux

package bench

import "errors"

// Elsewhere than on Linux nothing is measured of processes.
func selfUsage() Usage { return Usage{} }

func residentBytes() int64 { return 0 }

func systemProcesses() procfs { return none{} }

// none is the procfs of systems that have none.
type none struct{}

func (none) process(int) (process, error) { return process{}, errors.New("only Linux has /proc") }

func (none) children([]int) []int { return nil }
