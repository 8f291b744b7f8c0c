package ccmcip_test

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/sim/lab/automation"
	"tvslab/sim/lab/testnode"
	"tvslab/sim/lab/tomcat"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func serve(t *testing.T, site string) *testnode.Lab {
	t.Helper()
	return testnode.Serve(t, site, "../../../testdata/keys", automation.Apps(), func(s *tomcat.Server) {
		s.Accounts.Keys = []tomcat.Account{{User: "boss", Password: "hidden"}}
	})
}

func get(s *testnode.Lab, path string) testnode.Answer {
	return s.Do(http.MethodGet, "cucm-pub", path, tomcat.Account{}, nil, nil)
}

// TestPages: every page is XML, as before byte for byte.
func TestPages(t *testing.T) {
	s := serve(t, testnode.Site)
	for name, path := range map[string]string{
		"directory": "xmldirectory.jsp", "input": "xmldirectoryinput.jsp", "list": "xmldirectorylist.jsp?l=sep", "none": "xmldirectorylist.jsp?f=Ann",
		"services": "getservicesmenu.jsp?name=SEP0A0101000001", "help": "GetTelecasterHelpText.jsp",
	} {
		t.Run(name, func(t *testing.T) {
			got := get(s, "/ccmcip/"+path)
			require.Equal(t, http.StatusOK, got.Status, got.Body)
			require.NoError(t, xml.Unmarshal([]byte(got.Body), new(struct{})))
			body := strings.ReplaceAll(got.Body, s.At("cucm-pub"), "NODE:8443")
			testnode.Golden(t, name+".xml", body)
		})
	}
}

// TestWithoutTLS: the pages are on the port without TLS too, and lead on there.
func TestWithoutTLS(t *testing.T) {
	s := serve(t, testnode.Site)
	got, err := http.Get("http://" + s.Plain("cucm-pub") + "/ccmcip/xmldirectory.jsp")
	require.NoError(t, err)
	body, err := io.ReadAll(got.Body)
	require.NoError(t, errors.Join(err, got.Body.Close()))
	require.Equal(t, http.StatusOK, got.StatusCode)
	require.Contains(t, string(body), "http://"+s.Plain("cucm-pub")+"/ccmcip/xmldirectoryinput.jsp")
}

// TestManyEntries: a directory comes in pages of 32.
func TestManyEntries(t *testing.T) {
	s := serve(t, strings.Replace(testnode.Site, "count: 3", "count: 70", 1))
	path := "/ccmcip/xmldirectorylist.jsp?l=&n="
	for _, want := range []int{32, 32, 6} {
		got := get(s, path).Body
		require.Equal(t, want, strings.Count(got, "<DirectoryEntry>"))
		var list struct {
			Keys []struct{ Name, URL string } `xml:"SoftKeyItem"`
		}
		require.NoError(t, xml.Unmarshal([]byte(got), &list))
		path = ""
		for _, k := range list.Keys {
			if k.Name == "Next" {
				path = k.URL[strings.Index(k.URL, "/ccmcip"):]
			}
		}
		require.Equal(t, want == 32, path != "")
	}
	require.Contains(t, get(s, "/ccmcip/xmldirectorylist.jsp?start=1000").Body, "No matches")
	require.Contains(t, get(s, "/ccmcip/xmldirectorylist.jsp?start=-5").Body, "Records 1 to 32")
}

func TestAuthenticate(t *testing.T) {
	s := serve(t, testnode.Site)
	const authorized, un = "AUTHORIZED", "UN-AUTHORIZED"
	device := regexp.MustCompile("SEP[0-9A-F]{12}").FindString(get(s, "/ccmcip/xmldirectorylist.jsp").Body)
	for name, row := range map[string]struct{ query, says string }{
		"right":            {"UserID=boss&Password=hidden&devicename=" + device, authorized},
		"no device":        {"UserID=boss&Password=hidden", authorized},
		"unknown device":   {"UserID=boss&Password=hidden&devicename=SEP000000000001", un},
		"wrong password":   {"UserID=boss&Password=x&devicename=" + device, un},
		"application user": {"UserID=administrator&Password=secret", un},
		"nobody":           {"", un},
	} {
		t.Run(name, func(t *testing.T) {
			got := get(s, "/ccmcip/authenticate.jsp?"+row.query)
			require.Equal(t, http.StatusOK, got.Status)
			require.Equal(t, row.says, got.Body)
			posted := s.Do(http.MethodPost, "cucm-pub", "/ccmcip/authenticate.jsp", tomcat.Account{}, map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, []byte(row.query))
			require.Equal(t, row.says, posted.Body)
		})
	}
}

func TestRefused(t *testing.T) {
	s := serve(t, testnode.Site)
	require.Equal(t, http.StatusNotFound, get(s, "/ccmcip/nothing.jsp").Status)
	require.Equal(t, http.StatusMethodNotAllowed, s.Do(http.MethodDelete, "cucm-pub", "/ccmcip/xmldirectory.jsp", tomcat.Account{}, nil, nil).Status)
	got := s.Do(http.MethodPost, "cucm-pub", "/ccmcip/authenticate.jsp", tomcat.Account{}, map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, []byte("UserID=boss&Password=hidden&x="+strings.Repeat("a", 100<<10)))
	require.Equal(t, "UN-AUTHORIZED", got.Body)
}
