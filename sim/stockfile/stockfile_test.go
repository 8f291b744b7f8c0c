package stockfile_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"path"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/cucm"
	"tvslab/sim/stockfile"
)

// TestRows: every row says what it is, what is served is valid of its kind and the same each time, and nothing else has a release.
func TestRows(t *testing.T) {
	valid := map[string]func(t *testing.T, data []byte){
		".xml": func(t *testing.T, data []byte) {
			require.NoError(t, xml.Unmarshal(data, new(struct{ XMLName xml.Name })))
		},
		".jar": func(t *testing.T, data []byte) {
			r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
			require.NoError(t, err)
			require.Equal(t, "META-INF/MANIFEST.MF", r.File[0].Name)
		},
		".raw": func(t *testing.T, data []byte) { require.Zero(t, len(data)%240, "a multiple of 240 samples") },
		".rwb": func(t *testing.T, data []byte) { require.Zero(t, len(data)%480) },
		".csv": func(t *testing.T, data []byte) { require.NotEmpty(t, data) },
	}
	names := map[string]bool{}
	for _, r := range stockfile.Rows() {
		t.Run(r.Name, func(t *testing.T) {
			require.False(t, names[r.Name])
			names[r.Name] = true
			require.NotEmpty(t, r.Who)
			require.NotEmpty(t, r.Here)
			require.NotEmpty(t, r.Basis)
			require.NotEmpty(t, r.Source)
			require.Equal(t, r.Served(), r.From != "")
			if !r.Served() {
				require.Nil(t, r.Content())
				return
			}
			require.Contains(t, valid, path.Ext(r.Name))
			valid[path.Ext(r.Name)](t, r.Content())
			require.Equal(t, r.Content(), r.Content())
			require.Less(t, len(r.Content()), 2<<10)
		})
	}
}

// TestOpen: files go by their plain names and by the release.
func TestOpen(t *testing.T) {
	for _, row := range []struct {
		name, release string
		want          bool
	}{
		{"Ringlist.xml", "8.6", true}, {"ringlist.xml", "8.6", false}, {"Ringlist-wb.xml", "8.6", false}, {"Ringlist-wb.xml", "12.5", true},
		{"SK0a.xml", "12.5", true}, {"SKGUID.xml", "12.5", false}, {"SK.xml", "12.5", false}, {"Ringlist.xml.sgn", "12.5", false},
		{"ConfigFileCacheList.txt", "12.5", false}, {"", "12.5", false},
	} {
		release, err := cucm.ParseRelease(row.release)
		require.NoError(t, err)
		data, ok := stockfile.Open(row.name, "0a", release)
		require.Equal(t, row.want, ok, row)
		require.Equal(t, row.want, len(data) > 0, row)
		if row.want {
			require.Contains(t, stockfile.Names("0a", release), row.name)
		}
	}
}
