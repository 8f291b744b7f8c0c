package cli

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/lab/control"
)

func TestPrintTyped(t *testing.T) {
	var out strings.Builder
	a := app{out: newScreen(&out, &out), output: "text"}
	err := a.printTyped([]control.Typed{{Command: "a", Output: "A\n"}, {Command: "b", Refused: "not b"}})
	require.Equal(t, "A\n", out.String())
	var usage usageError
	require.True(t, errors.As(err, &usage))
	require.EqualError(t, err, "not b")
}
