package cli

import (
	"os"

	"golang.org/x/sys/windows"
)

// takesSequences reports whether a console takes escape sequences, and has it do so from now on: the one of cmd.exe prints them as they are
// unless it is asked (Microsoft: "Console Virtual Terminal Sequences").
func takesSequences(console *os.File) bool {
	var mode uint32
	at := windows.Handle(console.Fd())
	if windows.GetConsoleMode(at, &mode) != nil {
		return false
	}
	const wanted = windows.ENABLE_PROCESSED_OUTPUT | windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING
	return mode&wanted == wanted || windows.SetConsoleMode(at, mode|wanted) == nil
}
