package tftpd

import (
	"fmt"
	"strings"
)

// Engine is what moves the blocks of a TFTP server. Both engines of this package answer the same requests in the same
// way; they differ in what a transfer costs.
type Engine string

const (
	// EngineLean moves all transfers of a listener with one goroutine, and many packets with one system call. Transfers
	// share ports, each client's port another. It is the default. It exists on Linux; elsewhere it means EnginePin.
	EngineLean Engine = "lean"
	// EnginePin is github.com/pin/tftp/v3, with a socket and goroutines per transfer.
	EnginePin Engine = "pin"
)

// Engines are all engines, the default first.
func Engines() []Engine { return []Engine{EngineLean, EnginePin} }

// ParseEngine finds an engine by its name; the empty name is the default.
func ParseEngine(name string) (Engine, error) {
	if name == "" {
		return Engines()[0], nil
	}
	var names []string
	for _, e := range Engines() {
		if string(e) == name {
			return e, nil
		}
		names = append(names, string(e))
	}
	return "", fmt.Errorf("tftp engine %q: want one of %s", name, strings.Join(names, ", "))
}
