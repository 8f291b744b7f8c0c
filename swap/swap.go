// Package swap puts a file that is written in the place of another, at once: whoever reads finds the old one or the new one.
package swap

import (
	"errors"
	"os"
	"time"
)

// patience is how long somebody may read the old file. On Windows a file that is open does not give way; readers of whole files are short.
const (
	patience = 2 * time.Second
	again    = 5 * time.Millisecond
)

// In renames fresh to name; where Windows says that somebody has one of the two open, again until he has read it, two seconds at most.
func In(fresh, name string) error { return in(fresh, name, os.Rename) }

func in(fresh, name string, rename func(string, string) error) error {
	tick := time.NewTicker(again)
	defer tick.Stop()
	for end := time.Now().Add(patience); ; <-tick.C {
		if err := rename(fresh, name); err == nil || !busy(err) || time.Now().After(end) {
			return err
		}
	}
}

func busy(err error) bool {
	for _, n := range open {
		if errors.Is(err, n) {
			return true
		}
	}
	return false
}
