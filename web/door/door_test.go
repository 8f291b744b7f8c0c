package door_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/web/door"
)

// TestWrongPasswords: ten in a minute keep an address from an account, and nobody at another one; a minute later all is well.
func TestWrongPasswords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := door.New([]door.Account{{Name: "anna", Password: "right", Home: "/anna/"}, {Name: "bert", Password: "other", Home: "/bert/"}}, false)
		guard := d.Guard("A class", http.NotFoundHandler())
		login := func(from, name, password string) int {
			r := httptest.NewRequestWithContext(t.Context(), "POST", "/login", strings.NewReader(url.Values{"name": {name}, "password": {password}}.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.RemoteAddr = from
			w := httptest.NewRecorder()
			guard.ServeHTTP(w, r)
			return w.Code
		}
		for range 10 {
			require.Equal(t, http.StatusForbidden, login("192.0.2.1:1000", "anna", "wrong"))
		}
		require.Equal(t, http.StatusTooManyRequests, login("192.0.2.1:1001", "anna", "right"), "another port is no other address")
		require.Equal(t, http.StatusOK, login("192.0.2.1:1000", "bert", "other"))
		require.Equal(t, http.StatusOK, login("192.0.2.2:1000", "anna", "right"))
		require.Equal(t, http.StatusOK, login("[2001:db8::1]:1000", "anna", "right"))
		time.Sleep(time.Minute + time.Second)
		require.Equal(t, http.StatusOK, login("192.0.2.1:1000", "anna", "right"))
	})
}
