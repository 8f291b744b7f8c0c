package web

import (
	"context"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/keypad"
	"tvslab/phone/pages"
)

// desk is a phone for tests.
type desk struct {
	facts  *keypad.Facts
	off    bool
	refuse error
	did    []keypad.Act
}

func (d *desk) Facts(context.Context) (*keypad.Facts, bool) { return d.facts, !d.off }

func (d *desk) Authentic(_ context.Context, user, password string) bool {
	return user == "u" && password == "p"
}

func (d *desk) Do(_ context.Context, act keypad.Act) error {
	d.did = append(d.did, act)
	return d.refuse
}

// open returns the server of a phone of a model.
func open(t *testing.T, model string) (*desk, *Unit) {
	m, ok := phone.ModelByName(model)
	require.True(t, ok)
	at := time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)
	d := &desk{facts: &keypad.Facts{Phone: pages.Phone{Name: "SEP0A0101000001", Model: m, State: &phone.State{ParsedConfig: &content.Config{Line: content.Line{Number: "4001"}}}, Now: at}}}
	return d, NewUnit(d, m, func() time.Time { return at })
}

// ask sends a request; user "" without one.
func ask(u http.Handler, method, path, user, kind, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	if user != "" {
		r.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(user)))
	}
	w := httptest.NewRecorder()
	u.ServeHTTP(w, r)
	return w
}

const form = "application/x-www-form-urlencoded"

func pressing(keys ...string) string {
	text := "<CiscoIPPhoneExecute>"
	for _, k := range keys {
		text += `<ExecuteItem URL="` + k + `"/>`
	}
	return text + "</CiscoIPPhoneExecute>"
}

func push(u http.Handler, text string) string {
	return ask(u, http.MethodPost, "/CGI/Execute", "u:p", form, url.Values{"XML": {text}}.Encode()).Body.String()
}

// TestExecuteForms: the object as public programs send it.
func TestExecuteForms(t *testing.T) {
	text := pressing("Key:Settings")
	long := "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CiscoIPPhoneExecute>\n  <ExecuteItem URL=\"Key:Settings\" Priority=\"0\" />\n</CiscoIPPhoneExecute>\n"
	for name, row := range map[string]struct{ kind, body string }{
		"a form":                {form, "XML=" + url.QueryEscape(text)},
		"declared":              {form, "XML=" + url.QueryEscape(long)},
		"called XML":            {"application/xml", "XML=" + url.QueryEscape(text)},
		"called text":           {"text/xml;charset=utf-8", "XML=" + strings.ReplaceAll(url.QueryEscape(text), "+", "%20")},
		"not encoded":           {"", "XML=" + text},
		"single quotes":         {form, "XML=" + url.QueryEscape("<CiscoIPPhoneExecute><ExecuteItem URL='Key:Settings'/></CiscoIPPhoneExecute>")},
		"with another field":    {form, "a=b&XML=" + url.QueryEscape(text) + "&c=d"},
		"an ampersand, encoded": {form, "XML=" + url.QueryEscape(pressing("http://h/?a=1&amp;b=2"))},
	} {
		t.Run(name, func(t *testing.T) {
			_, u := open(t, "8841")
			w := ask(u, http.MethodPost, "/CGI/Execute", "u:p", row.kind, row.body)
			require.Equal(t, http.StatusOK, w.Code)
			require.Equal(t, "text/xml", w.Header().Get("Content-Type"))
			require.Contains(t, w.Body.String(), `Data="Success" Status="0"`)
		})
	}
}

// TestExecuteErrors: what phones refuse, by number.
func TestExecuteErrors(t *testing.T) {
	bomb := `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><CiscoIPPhoneExecute><ExecuteItem URL="&b;"/></CiscoIPPhoneExecute>`
	for name, row := range map[string]struct {
		text   string
		number int
	}{
		"no XML":        {"hello", 1},
		"empty":         {"", 1},
		"cut":           {"<CiscoIPPhoneExecute><ExecuteItem URL=", 1},
		"another root":  {"<CiscoIPPhoneText/>", 1},
		"nothing in it": {"<CiscoIPPhoneExecute/>", 1},
		"four items":    {pressing("Key:Soft1", "Key:Soft1", "Key:Soft1", "Key:Soft1"), 1},
		"two roots":     {pressing("Key:Soft1") + pressing("Key:Soft1"), 1},
		"too long":      {pressing("Key:" + strings.Repeat("x", MaxXML)), 1},
		"entities":      {bomb, 1},
	} {
		t.Run(name, func(t *testing.T) {
			_, u := open(t, "8841")
			require.Equal(t, fmt.Sprintf(`<CiscoIPPhoneError Number="%d" />`, row.number), push(u, row.text))
		})
	}
	d, u := open(t, "8841")
	require.Equal(t, `<CiscoIPPhoneError Number="4" />`, ask(u, http.MethodPost, "/CGI/Execute", "u:wrong", form, "XML=").Body.String())
	require.Equal(t, http.StatusUnauthorized, ask(u, http.MethodPost, "/CGI/Execute", "", form, "XML=").Code)
	require.Equal(t, http.StatusRequestEntityTooLarge, ask(u, http.MethodPost, "/CGI/Execute", "u:p", form, strings.Repeat("x", MaxBody+1)).Code)
	require.Equal(t, `<CiscoIPPhoneError Number="1" />`, ask(u, http.MethodPost, "/CGI/Execute", "u:p", form, "xml=").Body.String())
	d.facts.State.ParsedConfig.WebAccess = content.WebReadOnly
	require.Equal(t, `<CiscoIPPhoneError Number="4" />`, push(u, pressing("Key:Soft1")))
	d.facts.State.ParsedConfig.WebAccess, d.refuse = "", errors.New("no")
	for _, k := range []string{"Applications", "KeyPad5", "KeyPad4", "KeyPad4"} {
		push(u, pressing("Key:"+k))
	}
	require.Equal(t, `<CiscoIPPhoneError Number="3" />`, push(u, pressing("Key:Soft3")))
}

// TestKeysAct: keys of several requests, and of one, walk the same menu.
func TestKeysAct(t *testing.T) {
	d, u := open(t, "8841")
	push(u, pressing("Key:Applications", "Key:KeyPad5", "Key:KeyPad4"))
	push(u, pressing("Key:KeyPad4"))
	require.Empty(t, d.did)
	push(u, pressing("Key:Soft3"))
	require.Equal(t, []keypad.Act{keypad.EraseLists}, d.did)
	push(u, pressing("Key:Applications", "Key:KeyPad5", "Key:KeyPad4"))
	push(u, pressing("Init:Services"))
	push(u, pressing("Key:KeyPad4", "SoftKey:Reset"))
	require.Len(t, d.did, 1, "Init left the menu")
	push(u, pressing("Key:Applications", "Key:KeyPad5", "Key:KeyPad4"))
	push(u, pressing("Key:KeyPad4", "SoftKey:Reset"))
	require.Len(t, d.did, 2)
}

// TestURIs: what phones know, and what they do not.
func TestURIs(t *testing.T) {
	for uri, known := range map[string]bool{
		"Key:KeyPad9": true, "Key:Line34": true, "Key:Feature120": true, "Key:KeyPad": false, "Key:Foo": false, "Key:Line1234": false, "Init:Messages": true, "Init:Foo": false,
		"Dial:1234": true, "EditDial:9": true, "Play:ring.raw": true, "RTPMTx:232.1.1.1:30958": true, "Display:Off:5": true, "SoftKey:Exit": true, "SoftKey:": false,
		"Foo:Bar": false, "": false, "http://h/x": true,
	} {
		_, u := open(t, "8841")
		answer := push(u, pressing(uri))
		require.Equal(t, known, strings.Contains(answer, `Status="0"`), uri)
		require.Equal(t, !known, strings.Contains(answer, `Data="Invalid URL" Status="6"`), uri)
	}
}

// TestInfo: the state as XML with a user, below both addresses, and a picture.
func TestInfo(t *testing.T) {
	_, u := open(t, "8841")
	for path, want := range map[string]string{
		"/CGI/ModeInfo": "<PlaneTitle>", "/CGI/Java/ModeInfo": "<PlaneTitle>", "/CGI/LineInfo": "<lineDirNum>4001</lineDirNum>", "/CGI/Java/CallInfo1": "<LineDirNum>4001</LineDirNum>",
		"/CGI/CallInfo": "<LineState>ONHOOK</LineState>", "/CGI/DeviceInfo": "<DeviceInformation>", "/CGI/NetworkInfo": "<NetworkConfiguration>", "/CGI/SettingsInfo": "<NetworkConfiguration>",
	} {
		w := ask(u, http.MethodGet, path, "u:p", "", "")
		require.Equal(t, "text/xml", w.Header().Get("Content-Type"), path)
		require.Contains(t, w.Body.String(), want)
		require.Equal(t, http.StatusUnauthorized, ask(u, http.MethodGet, path, "", "", "").Code, path)
		require.Equal(t, http.StatusUnauthorized, ask(u, http.MethodGet, path, "u:x", "", "").Code, path)
	}
	idle := ask(u, http.MethodGet, "/CGI/Screenshot", "u:p", "", "")
	require.Equal(t, "image/png", idle.Header().Get("Content-Type"))
	first := idle.Body.String()
	_, err := png.Decode(strings.NewReader(first))
	require.NoError(t, err)
	push(u, pressing("Key:Applications"))
	require.NotEqual(t, first, ask(u, http.MethodGet, "/CGI/Screenshot", "u:p", "", "").Body.String())
}

// TestPaths: pages without a user, and what is none.
func TestPaths(t *testing.T) {
	d, u := open(t, "8841")
	require.Equal(t, http.StatusOK, ask(u, http.MethodGet, "/", "", "", "").Code)
	require.Equal(t, http.StatusOK, ask(u, http.MethodHead, "/", "", "", "").Code)
	for _, path := range []string{"/CGI/Foo", "/CGI/CallInfoX", "/favicon.ico", "/CGI/", "/localmenus.cgi?func=604"} {
		require.Equal(t, http.StatusNotFound, ask(u, http.MethodGet, path, "u:p", "", "").Code, path)
	}
	require.Equal(t, http.StatusMethodNotAllowed, ask(u, http.MethodDelete, "/", "", "", "").Code)
	require.Equal(t, http.StatusMethodNotAllowed, ask(u, http.MethodGet, "/CGI/Execute", "u:p", "", "").Code)
	_, old := open(t, "7940")
	require.Equal(t, "Allegro-Software-RomPager/4.34", ask(old, http.MethodGet, "/", "", "", "").Header().Get("Server"))
	d.off = true
	require.PanicsWithError(t, http.ErrAbortHandler.Error(), func() { ask(u, http.MethodGet, "/", "", "", "") })
}

// FuzzExecute: whatever is posted, the answer is one of the two objects, well-formed.
func FuzzExecute(f *testing.F) {
	f.Add("XML=" + url.QueryEscape(pressing("Key:Settings")))
	f.Add("XML=" + pressing("Key:KeyPad4", "Init:Services", "Dial:1"))
	f.Add("XML=%3C%3Fxml version=\"1.0\"%3F%3E")
	f.Add("a=b&XML=&XML=<x>")
	f.Add("XML=<!DOCTYPE a [<!ENTITY b 'c'>]><CiscoIPPhoneExecute><ExecuteItem URL=\"&b;\"/></CiscoIPPhoneExecute>")
	m, _ := phone.ModelByName("7965")
	f.Fuzz(func(t *testing.T, body string) {
		d := &desk{facts: &keypad.Facts{Phone: pages.Phone{Name: "SEP0A0101000001", Model: m, State: &phone.State{}}}}
		u := NewUnit(d, m, time.Now)
		w := ask(u, http.MethodPost, "/CGI/Execute", "u:p", form, body)
		decoder := xml.NewDecoder(w.Body)
		for first := true; ; first = false {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Fatalf("%q: %v", body, err)
			}
			if e, is := token.(xml.StartElement); is && first && e.Name.Local != "CiscoIPPhoneResponse" && e.Name.Local != "CiscoIPPhoneError" {
				t.Fatalf("%q: %s", body, e.Name.Local)
			}
		}
	})
}
