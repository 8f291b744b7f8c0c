package frame_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestNoFoldersAreListed: files of pages are served, what else is in the program is not told.
func TestNoFoldersAreListed(t *testing.T) {
	h := site(t, "")
	for path, status := range map[string]int{
		"/static/frame/frame.js": http.StatusOK, "/static/asset/htmx.js": http.StatusOK,
		"/static/frame/": http.StatusNotFound, "/static/asset/": http.StatusNotFound, "/static/frame/.": http.StatusNotFound,
		"/static/": http.StatusNotFound, "/static/frame": http.StatusNotFound, "/static/asset/nothing": http.StatusNotFound,
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code == http.StatusMovedPermanently || w.Code == http.StatusTemporaryRedirect { // of a path that is written in another way
			at := w.Header().Get("Location")
			w = httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, at, nil))
		}
		require.Equal(t, status, w.Code, path)
		require.NotContains(t, w.Body.String(), "<pre>", path)
	}
}

// TestFormsAreBounded: a form that is too large is refused before it is carried out, in either way to send one.
func TestFormsAreBounded(t *testing.T) {
	h := site(t, "")
	large := strings.Repeat("x", 3<<20)
	for kind, body := range map[string]string{
		"application/x-www-form-urlencoded":  "word=" + large,
		"multipart/form-data; boundary=here": "--here\r\nContent-Disposition: form-data; name=\"word\"\r\n\r\n" + large + "\r\n--here--\r\n",
	} {
		q := httptest.NewRequest(http.MethodPost, "/do", strings.NewReader(body))
		q.Header.Set("Content-Type", kind)
		q.Header.Set("HX-Request", "true")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, q)
		require.Equal(t, http.StatusRequestEntityTooLarge, w.Code, kind)
		require.NotContains(t, w.Body.String(), "done", kind)
		require.Contains(t, w.Body.String(), "too large", kind)
	}
}
