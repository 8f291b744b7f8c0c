package cli_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"tvslab/sim/lab/control"
)

// browse fetches a page of a phone of a served lab, as soon as it answers: `browse FILE.json PHONE PATH TO`; with ! it waits until the phone
// refuses connections.
func browse(ts *testscript.TestScript, neg bool, args []string) {
	at := phoneURL(ts, args[0], args[1]) + args[2]
	tick := time.NewTicker(50 * time.Millisecond) // another process: there is nothing else to wait on
	defer tick.Stop()
	for range 400 {
		response, err := http.Get(at)
		if err != nil == neg {
			if !neg {
				body, err := io.ReadAll(response.Body)
				ts.Check(err)
				ts.Check(os.WriteFile(ts.MkAbs(args[3]), body, 0o644))
				response.Body.Close()
			}
			return
		}
		if err == nil {
			response.Body.Close()
		}
		<-tick.C
	}
	ts.Fatalf("%s: waited in vain", at)
}

// press presses keys of a phone, each in a request, and keeps the last answer: `press FILE.json PHONE USER:PASSWORD TO KEY...`.
func press(ts *testscript.TestScript, _ bool, args []string) {
	user, password, _ := strings.Cut(args[2], ":")
	for _, key := range args[4:] {
		form := url.Values{"XML": {`<CiscoIPPhoneExecute><ExecuteItem Priority="0" URL="Key:` + key + `"/></CiscoIPPhoneExecute>`}}
		r, err := http.NewRequest(http.MethodPost, phoneURL(ts, args[0], args[1])+"CGI/Execute", strings.NewReader(form.Encode()))
		ts.Check(err)
		r.SetBasicAuth(user, password)
		response, err := http.DefaultClient.Do(r)
		ts.Check(err)
		body, err := io.ReadAll(response.Body)
		ts.Check(err)
		response.Body.Close()
		ts.Check(os.WriteFile(ts.MkAbs(args[3]), body, 0o644))
	}
}

// phoneURL is where a phone is by the document of its lab.
func phoneURL(ts *testscript.TestScript, file, phone string) string {
	data, err := os.ReadFile(ts.MkAbs(file))
	ts.Check(err)
	var doc struct {
		PhoneWeb []control.PhoneWeb `json:"phone_web"`
	}
	ts.Check(json.Unmarshal(data, &doc))
	for _, p := range doc.PhoneWeb {
		if p.Phone == phone {
			return p.URL
		}
	}
	ts.Fatalf("%s: %s has no address", file, phone)
	return ""
}
