package axl_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/lab/testnode"
)

// BenchmarkListPhone lists 100,000 phones in pages of 1,000, over TLS. B/op is that of client and server together.
func BenchmarkListPhone(b *testing.B) {
	s := serve(b, strings.Replace(testnode.Site, "count: 3", "count: 100000", 1))
	b.ReportAllocs()
	for b.Loop() {
		found := 0
		for skip := 0; skip < 100_000; skip += 1000 {
			got := s.Post("/axl/", "", asked("14.0", "listPhone", fmt.Sprintf(
				"<searchCriteria><name>SEP%%</name></searchCriteria><returnedTags><name/><model/><devicePoolName/></returnedTags><skip>%d</skip><first>1000</first>", skip)))
			found += strings.Count(got.Body, "<phone ")
		}
		require.Equal(b, 100_000, found)
	}
}
