package cli_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/cmd/cli"
)

// TestInterruptedRun: once the context has ended no further cell is begun, and the status says interrupted.
func TestInterruptedRun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	code := cli.Run(ctx, []string{"run", "--keys", "../../testdata/keys", "--sockets"}, nil, &out, &errs)
	require.Equal(t, 130, code)
	require.Contains(t, errs.String(), "tvslab: interrupted")
	require.Empty(t, out.String())
}

// TestInterruptedPhones: a fleet that is interrupted says how far it came, and the status says interrupted.
func TestInterruptedPhones(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	code := cli.Run(ctx, []string{"phones", "--tftp", "127.0.0.1:6969", "--count", "3", "-o", "json"}, nil, &out, &errs)
	require.Equal(t, 130, code)
	require.Contains(t, errs.String(), "tvslab: interrupted")
	require.Contains(t, out.String(), `"interrupted": true`)
	require.Contains(t, out.String(), `"never-booted"`)
}
