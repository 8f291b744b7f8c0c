//go:build unix && !linux

package blocks_test

import (
	"errors"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

func apart(*exec.Cmd) {}

// wake says that there is no network of one's own: pages are played one after another.
func wake() error { return errors.New("networks of one's own are for Linux") }

// TestNotApart: those who would play pages side by side are told that they cannot.
func TestNotApart(t *testing.T) { require.ErrorContains(t, wake(), "for Linux") }
