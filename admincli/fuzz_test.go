package admincli_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/admincli"
)

// FuzzExec: a line that is typed as a whole, with answers to its questions, prints something or is refused, and what is not there
// is refused; the same line on the same cluster does the same again.
func FuzzExec(f *testing.F) {
	b := newBench(f, "12.5")
	for _, c := range admincli.Commands(b.cluster.Release) {
		f.Add(c, "yes")
		f.Add(c+" x y z", "no\nmaybe\n")
	}
	f.Add("run sql select name,tkmodel from device where name like 'SEP%' order by name", "")
	f.Add("file list activelog ../../etc/* detail", "")
	f.Add("set cert import own tomcat", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
	f.Add("set cert import trust CallManager", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----")
	f.Fuzz(func(t *testing.T, line, answers string) {
		type result struct{ output, refused string }
		run := func() (r result) {
			host := &bench{cluster: b.cluster.Clone(), outside: admincli.NewOutside()}
			output, err := admincli.Exec(host, pub, line, strings.Split(answers, "\n"))
			if r.output = output; err != nil {
				r.refused = err.Error()
			}
			return r
		}
		first := run()
		if err := admincli.Check(b.cluster.Release, line); err != nil {
			require.NotEmpty(t, first.refused, "%v", err)
		}
		require.Equal(t, first.refused, run().refused)
	})
}
