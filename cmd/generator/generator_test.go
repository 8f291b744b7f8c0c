package generator

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRun(t *testing.T) {
	for _, row := range []struct {
		name   string
		args   []string
		err    error
		status int
		told   string
	}{
		{"no file", nil, nil, 2, "usage: mkpage FILE\n"},
		{"two files", []string{"a.md", "b.md"}, nil, 2, "usage: mkpage FILE\n"},
		{"written", []string{"a.md"}, nil, 0, ""},
		{"not written", []string{"a.md"}, errors.New("disk full"), 1, "mkpage: disk full\n"},
	} {
		t.Run(row.name, func(t *testing.T) {
			var errs bytes.Buffer
			status := run(t.Context(), "mkpage", row.args, &errs, func(_ context.Context, file string) error {
				require.Equal(t, "a.md", file)
				return row.err
			})
			require.Equal(t, row.status, status)
			require.Equal(t, row.told, errs.String())
		})
	}
}
