package web

import (
	"bytes"
	"encoding/xml"
	"net/http"

	"tvslab/phone/keypad"
)

// screen is what the phone shows.
func (u *Unit) screen(f *keypad.Facts) keypad.Screen {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	return u.pad.Screen(f, u.now())
}

// screenshot sends a picture of the screen.
func (u *Unit) screenshot(f *keypad.Facts, w http.ResponseWriter) {
	var b bytes.Buffer
	if err := keypad.Draw(&b, f.Model, u.screen(f)); err != nil {
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	sendBody(w, "image/png", b.Bytes())
}

// The forms of ModeInfo, LineInfo and CallInfo are those of the samples in the 8800 administration guide.
type modeInfo struct {
	XMLName xml.Name `xml:"CiscoIPPhoneModeInfo"`
	Title   string   `xml:"PlaneTitle"`
	Count   int      `xml:"PlaneFieldCount"`
	Index   int      `xml:"PlaneSoftKeyIndex"`
	Mask    int      `xml:"PlaneSoftKeyMask"`
	prompts
	Fields []modeField `xml:"CiscoIPPhoneFields"`
}

type prompts struct {
	Prompt string `xml:"Prompt"`
	Notify string `xml:"Notify"`
	Status string `xml:"Status"`
}

type modeField struct {
	Type  int    `xml:"FieldType"`
	Attr  string `xml:"FieldAttr"`
	Help  int    `xml:"fieldHelpIndex"`
	Name  string `xml:"FieldName"`
	Value string `xml:"FieldValue"`
}

func (u *Unit) modeInfo(f *keypad.Facts, w http.ResponseWriter) {
	s := u.screen(f)
	m := modeInfo{Title: s.Title, Count: len(s.Lines)}
	for _, l := range s.Lines {
		m.Fields = append(m.Fields, modeField{Name: l})
	}
	sendXML(w, m)
}

type lineInfo struct {
	XMLName xml.Name `xml:"CiscoIPPhoneLineInfo"`
	prompts
	Lines []phoneLine `xml:"CiscoIPPhoneLines"`
}

type phoneLine struct {
	Type    int    `xml:"LineType"` // 9: a line
	Number  string `xml:"lineDirNum"`
	Waiting string `xml:"MessageWaiting"`
	Ringer  string `xml:"RingerName"`
	Label   string `xml:"LineLabel"`
	State   string `xml:"LineIconState"`
}

// lineType is that of a line in a configuration too.
const lineType = 9

func (u *Unit) lineInfo(f *keypad.Facts, w http.ResponseWriter) {
	info := lineInfo{}
	if number := f.Line(); number != "" {
		info.Lines = []phoneLine{{Type: lineType, Number: number, Waiting: "NO", Ringer: "Chirp1", State: "ONHOOK"}}
	}
	sendXML(w, info)
}

type callInfo struct {
	XMLName xml.Name `xml:"CiscoIPPhoneCallLineInfo"`
	prompts
	Number string `xml:"LineDirNum"`
	State  string `xml:"LineState"`
}

// callInfo tells of the first line: there are no calls.
func (u *Unit) callInfo(f *keypad.Facts, w http.ResponseWriter) {
	sendXML(w, callInfo{Number: f.Line(), State: "ONHOOK"})
}

func sendXML(w http.ResponseWriter, v any) {
	data, err := xml.MarshalIndent(v, "", " ")
	if err != nil {
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	sendBody(w, "text/xml", append([]byte(xml.Header), data...))
}
