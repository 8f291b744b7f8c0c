package ccmcip

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"tvslab/devices"
	"tvslab/sim/lab"
	"tvslab/sim/lab/tomcat"
)

// Objects for phones.
type (
	menu struct {
		XMLName xml.Name   `xml:"CiscoIPPhoneMenu"`
		Title   string     `xml:"Title"`
		Prompt  string     `xml:"Prompt"`
		Items   []menuItem `xml:"MenuItem"`
	}
	menuItem struct {
		Name string `xml:"Name"`
		URL  string `xml:"URL"`
	}
	input struct {
		XMLName xml.Name    `xml:"CiscoIPPhoneInput"`
		Title   string      `xml:"Title"`
		Prompt  string      `xml:"Prompt"`
		URL     string      `xml:"URL"`
		Items   []inputItem `xml:"InputItem"`
	}
	inputItem struct {
		Name  string `xml:"DisplayName"`
		Query string `xml:"QueryStringParam"`
		Value string `xml:"DefaultValue"`
		Flags string `xml:"InputFlags"` // A text, T telephone number
	}
	entries struct {
		XMLName xml.Name `xml:"CiscoIPPhoneDirectory"`
		Title   string   `xml:"Title"`
		Prompt  string   `xml:"Prompt"`
		Entries []entry  `xml:"DirectoryEntry"`
		Keys    []key    `xml:"SoftKeyItem"`
	}
	entry struct {
		Name   string `xml:"Name"`
		Number string `xml:"Telephone"`
	}
	key struct {
		Name     string `xml:"Name"`
		URL      string `xml:"URL"`
		Position int    `xml:"Position"`
	}
	text struct {
		XMLName xml.Name `xml:"CiscoIPPhoneText"`
		Title   string   `xml:"Title"`
		Text    string   `xml:"Text"`
		Prompt  string   `xml:"Prompt"`
	}
)

// pageSize is how many entries a directory has at most (development notes).
const pageSize = 32

// send writes an object.
func send(w http.ResponseWriter, object any) {
	w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
	body, err := xml.Marshal(object)
	if err != nil {
		tomcat.Refuse(w, http.StatusInternalServerError, err.Error())
		return
	}
	_, _ = w.Write([]byte(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`))
	_, _ = w.Write(body)
}

// at is the address of another page on the same server.
func at(a *tomcat.Ask, page string, query url.Values) string {
	u := url.URL{Scheme: a.Scheme(), Host: a.Request.Host, Path: base + page, RawQuery: query.Encode()}
	return u.String()
}

// directory is the menu behind the Directories key.
func directory(w http.ResponseWriter, a *tomcat.Ask) {
	send(w, menu{Title: "Directories", Prompt: "Select a directory", Items: []menuItem{{"Corporate Directory", at(a, "xmldirectoryinput.jsp", nil)}}})
}

// directoryInput asks whom to look for.
func directoryInput(w http.ResponseWriter, a *tomcat.Ask) {
	send(w, input{Title: "Directory Search", Prompt: "Enter search criteria", URL: at(a, "xmldirectorylist.jsp", nil), Items: []inputItem{
		{"First Name", "f", "", "A"}, {"Last Name", "l", "", "A"}, {"Number", "n", "", "T"}}})
}

// directoryList lists whom it found. The lab has no people: the devices of the cluster stand for them, each with its line. A first name
// finds nobody.
func directoryList(w http.ResponseWriter, a *tomcat.Ask) {
	first, last, number := a.Request.FormValue("f"), a.Request.FormValue("l"), a.Request.FormValue("n")
	start, _ := strconv.Atoi(a.Request.FormValue("start"))
	list := entries{Title: "Directory", Prompt: "No matches"}
	more := false
	if first == "" {
		list.Entries, more = found(a, last, number, max(start, 1))
	}
	if n := len(list.Entries); n > 0 {
		list.Prompt = "Records " + strconv.Itoa(max(start, 1)) + " to " + strconv.Itoa(max(start, 1)+n-1)
		list.Keys = append(list.Keys, key{"Dial", "SoftKey:Dial", 1})
	}
	if more {
		next := url.Values{"l": {last}, "n": {number}, "start": {strconv.Itoa(max(start, 1) + pageSize)}}
		list.Keys = append(list.Keys, key{"Next", at(a, "xmldirectorylist.jsp", next), 3})
	}
	list.Keys = append(list.Keys, key{"Exit", "SoftKey:Exit", 2})
	send(w, list)
}

// found are the devices of the cluster whose name and line begin so, from one on, with whether more follow.
func found(a *tomcat.Ask, name, number string, start int) (list []entry, more bool) {
	a.Lab.See(func(l *lab.Lab) {
		c := l.ClusterOf(a.Node.Node)
		if c == nil {
			return
		}
		count := 0
		for _, run := range c.Devices().Within(c.AllDevices()) {
			for n := range (devices.Set{run.Span}).All() {
				e := entry{n.Name(), strconv.Itoa(run.Value.Extension(n))}
				if !begins(e.Name, name) || !strings.HasPrefix(e.Number, number) {
					continue
				}
				if count++; count < start {
					continue
				}
				if more = len(list) == pageSize; more {
					return
				}
				list = append(list, e)
			}
		}
	})
	return list, more
}

// begins compares without case.
func begins(text, start string) bool {
	return len(text) >= len(start) && strings.EqualFold(text[:len(start)], start)
}

// services is the menu behind the Services key: nobody has subscribed to one.
func services(w http.ResponseWriter, _ *tomcat.Ask) {
	send(w, text{Title: "Services", Text: "No services are subscribed.", Prompt: ""})
}

// help is what the Help key shows of an item of the phone.
func help(w http.ResponseWriter, _ *tomcat.Ask) {
	send(w, text{Title: "Help", Text: "No help is available for this item.", Prompt: ""})
}
