package sockets_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
	"tvslab/phone"
	"tvslab/phone/sockets"
	"tvslab/service"
)

// TestWrongFile: the phone gets what came; the trace is told that it is not the file, by its name or by who knows better.
func TestWrongFile(t *testing.T) {
	n := sockets.New(serve(t, files{"CTLSEP1.tlv": "<device/>", "ITLSEP1.tlv": "", "SEP1.cnf.xml": "<device/>"}, nil), nil)
	knows := func(met error) sockets.Knower {
		return phone.Around(n, func(context.Context, phone.Call, func() error) error { return met })
	}
	for name, row := range map[string]struct {
		known sockets.Knower
		file  string
		want  string
	}{
		"by name":                       {nil, "CTLSEP1.tlv", "no trust list: file carries no signature header"},
		"by name, right":                {nil, "SEP1.cnf.xml", ""},
		"nobody reached, by name":       {knows(outcome.Unreachable), "CTLSEP1.tlv", "no trust list: file carries no signature header"},
		"nobody reached, by name, none": {knows(outcome.Unreachable), "ITLSEP1.tlv", ""},
		"not there":                     {knows(outcome.NotFound), "ITLSEP1.tlv", "a file, and there is none of that name"},
		"not available":                 {knows(outcome.Unavailable), "SEP1.cnf.xml", "a file, and there is none of that name"},
		"the same":                      {n, "CTLSEP1.tlv", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var got sockets.Step
			knowing := *n
			knowing.Known = row.known
			f, err := knowing.Traced(func(s sockets.Step) { got = s }).Fetch(t.Context(), file("SEP1", service.TFTP, row.file))
			require.NoError(t, err)
			require.NotNil(t, f)
			require.Equal(t, f.Size(), got.Bytes)
			if row.want == "" {
				require.Empty(t, got.WrongFile())
				return
			}
			require.EqualError(t, got.Wrong, row.want)
			require.Contains(t, got.WrongFile(), `SEP1 asked pub over TFTP for "`+row.file+`" and got `)
		})
	}
}
