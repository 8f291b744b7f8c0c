package timeline_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/web"
	"tvslab/web/frame"
)

// TestMomentPages: every page of the navigation shows a moment of the past, and each form of it is refused.
func TestMomentPages(t *testing.T) {
	l := kept(t)
	does(t, l, "regenerate: {certificate: CallManager, nodes: all}", "reset: all")
	h, err := web.Site().Handler(&frame.Room{Lab: l, Title: "A lab", Base: "/"}, func(*http.Request) string { return "" })
	require.NoError(t, err)
	for _, r := range web.Rows {
		if r.Title == "" {
			continue
		}
		status, text := page(t, h, "/at/1/"+r.Path)
		require.Equal(t, http.StatusOK, status, "%s: %s", r.Path, text)
		require.Contains(t, text, "The lab as it was at", r.Path)
		require.Contains(t, text, `href="/at/1/`+r.Path, r.Path)
	}
	status, text := page(t, h, "/at/1/phones/SEP0A0101000001")
	require.Equal(t, http.StatusOK, status, text)
}
