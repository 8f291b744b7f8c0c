package site_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/site"
	"tvslab/web/testbrowser"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(testbrowser.Main{M: m}) }

var built = sync.OnceValues(func() (site.Files, error) { return site.Build(os.DirFS(".."), site.Options{}) })

// whole is the site of this project.
func whole(t testing.TB) site.Files {
	t.Helper()
	files, err := built()
	require.NoError(t, err)
	return files
}

// below serves a site below a path, with a policy that lets nothing inline run and nothing come from elsewhere.
func below(t testing.TB, base string, files site.Files) string {
	t.Helper()
	server := httptest.NewServer(http.StripPrefix(base, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/")
		text, ok := files[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		for end, kind := range map[string]string{".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"} {
			if strings.HasSuffix(name, end) {
				w.Header().Set("Content-Type", kind)
			}
		}
		w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:")
		_, _ = w.Write(text)
	})))
	t.Cleanup(server.Close)
	return server.URL + base
}
