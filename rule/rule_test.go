package rule_test

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/rule"
)

func TestError(t *testing.T) {
	for name, row := range map[string]struct {
		err  *rule.Error
		want string
	}{
		"a place and an element": {
			&rule.Error{Protocol: "tvs", Rule: "T6", Offset: 12, Tag: 2, Reason: "cut", Err: io.ErrUnexpectedEOF},
			"tvs: T6: cut, element 2 at offset 12: unexpected EOF"},
		"neither": {rule.Broken("capf", "C9", -1, "%d is not expected", 7), "capf: C9: 7 is not expected"},
	} {
		t.Run(name, func(t *testing.T) {
			require.EqualError(t, row.err, row.want)
			require.Equal(t, row.err.Err, row.err.Unwrap())
		})
	}
}
