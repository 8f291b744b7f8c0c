package fact

import (
	"fmt"
	"time"
)

// Disk is a disk that is full, or has room again.
type Disk struct{ Full bool }

// Kind implements event.What.
func (Disk) Kind() string { return "node" }

func (w Disk) String() string {
	if w.Full {
		return "the disk is full"
	}
	return "the disk has room again"
}

// NoRoom is a file that could not be written because the disk is full: what was there stays.
type NoRoom struct{ File string }

// Kind implements event.What.
func (NoRoom) Kind() string { return "node" }

func (w NoRoom) String() string {
	return fmt.Sprintf("%s could not be written: no space left on device", w.File)
}

// Clock is a clock that goes wrong, or right again.
type Clock struct{ Ahead time.Duration }

// Kind implements event.What.
func (Clock) Kind() string { return "node" }

func (w Clock) String() string {
	switch {
	case w.Ahead > 0:
		return fmt.Sprintf("the clock is %s ahead", w.Ahead)
	case w.Ahead < 0:
		return fmt.Sprintf("the clock is %s behind", -w.Ahead)
	}
	return "the clock is right"
}
