package wire_test

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/wire"
)

func TestError(t *testing.T) {
	capf := &wire.Frame{Protocol: "capf"}
	for name, row := range map[string]struct {
		err  *wire.Error
		want string
	}{
		"a place and an element": {
			&wire.Error{Protocol: "tvs", Rule: "T6", Offset: 12, Tag: 2, Reason: "cut", Err: io.ErrUnexpectedEOF},
			"tvs: T6: cut, element 2 at offset 12: unexpected EOF"},
		"neither":    {capf.Broken("C9", -1, "%d is not expected", 7), "capf: C9: 7 is not expected"},
		"an element": {capf.Broken("C7", -1, "too short").In(4), "capf: C7: too short, element 4"},
		"a cause":    {capf.Broken("C1", 3, "cut").Because(io.EOF), "capf: C1: cut at offset 3: EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			require.EqualError(t, row.err, row.want)
			require.Equal(t, row.err.Err, row.err.Unwrap())
		})
	}
}
