package ris

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"tvslab/soap"
)

// anyModel is the number that stands for every model.
const anyModel = 255

// mostItems bounds the items of a request, and mostItem one of them, characters.
const (
	mostItems = 2000
	mostItem  = 255
)

// query is what a request asks for.
type query struct {
	most      int // devices; 0 for as many as the node gives
	class     string
	model     int // 0 for any
	status    string
	node      string
	by        string
	items     []string // in lower case; none for all
	protocol  string
	download  string
	wildcards bool
}

// words are the values that elements may have; the first stands for all, and for an element that is missing or empty.
var words = map[string][]string{
	"DeviceClass":    {"Any", "Phone", "Gateway", "H323", "Cti", "VoiceMail", "MediaResources", "HuntList", "SIPTrunk", "Unknown"},
	"Status":         {"Any", "Registered", "UnRegistered", "Rejected", "PartiallyRegistered", "Unknown"},
	"SelectBy":       {"Name", "IPV4Address", "IPV6Address", "DirNumber", "Description", "SIPStatus"},
	"Protocol":       {"Any", "SCCP", "SIP", "Unknown"},
	"DownloadStatus": {"Any", "Upgrading", "Successful", "Failed", "Unknown"},
}

// wordOf reads an element that has one of its words, in any case.
func wordOf(e *soap.Element, name string) (string, error) {
	said := e.Get(name)
	if said == "" {
		return words[name][0], nil
	}
	i := slices.IndexFunc(words[name], func(w string) bool { return strings.EqualFold(w, said) })
	if i < 0 {
		return "", &soap.Fault{Code: soap.Client, Text: fmt.Sprintf("%s: %q is not one of %s", name, said, strings.Join(words[name], ", "))}
	}
	return words[name][i], nil
}

// numberOf reads an element that has a number, 0 for one that is missing or empty.
func numberOf(e *soap.Element, name string) (int, error) {
	said := e.Get(name)
	if said == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(said, 10, 31)
	if err != nil {
		return 0, &soap.Fault{Code: soap.Client, Text: fmt.Sprintf("%s: %q is no number", name, said)}
	}
	return int(n), nil
}

// queryOf reads CmSelectionCriteria; one that is missing asks for everything.
func queryOf(e *soap.Element, wildcards bool) (q query, err error) {
	q = query{node: e.Get("NodeName"), wildcards: wildcards}
	for name, to := range map[string]*string{"DeviceClass": &q.class, "Status": &q.status, "SelectBy": &q.by, "Protocol": &q.protocol, "DownloadStatus": &q.download} {
		if *to, err = wordOf(e, name); err != nil {
			return q, err
		}
	}
	if q.most, err = numberOf(e, "MaxReturnedDevices"); err != nil {
		return q, err
	}
	if q.model, err = numberOf(e, "Model"); err != nil {
		return q, err
	}
	if q.model == anyModel {
		q.model = 0
	}
	q.items, err = itemsOf(e.Child("SelectItems"))
	return q, err
}

// itemsOf reads what is looked for. One old client puts many names, separated by commas, into one item. An empty item, or * alone, is everything.
func itemsOf(e *soap.Element) (items []string, err error) {
	for _, item := range e.All("item") {
		for _, part := range strings.Split(item.Get("Item"), ",") {
			part = strings.ToLower(strings.TrimSpace(part))
			switch {
			case part == "" || part == "*":
				return nil, nil
			case len(items) == mostItems || len(part) > mostItem:
				return nil, &soap.Fault{Code: soap.Client, Text: fmt.Sprintf("SelectItems: at most %d items of %d characters", mostItems, mostItem)}
			}
			items = append(items, part)
		}
	}
	return items, nil
}

// special are characters that only path.Match takes for wildcards.
var special = strings.NewReplacer(`\`, `\\`, "[", `\[`, "?", `\?`)

// asksFor reports whether an item asks for a text. Names that end early are not there for wildcards alone.
func (q *query) asksFor(text string) bool {
	if len(q.items) == 0 {
		return true
	}
	text = strings.ToLower(text)
	return slices.ContainsFunc(q.items, func(item string) bool {
		if !q.wildcards || !strings.Contains(item, "*") {
			return item == text
		}
		fits, _ := path.Match(special.Replace(item), text)
		return fits
	})
}
