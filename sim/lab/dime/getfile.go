package dime

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"

	"tvslab/sim/lab/tomcat"
	"tvslab/soap"
)

// pathGetFile is the service that hands over files. Its answers have the file as an attachment.
const pathGetFile = "/logcollectionservice/services/DimeGetFileService"

// GetFile is that service.
func GetFile() tomcat.App {
	return tomcat.App{Paths: []string{pathGetFile}, Right: tomcat.Application, Serve: getFile}
}

func getFile(w http.ResponseWriter, a *tomcat.Ask) {
	if a.Request.Method != http.MethodPost {
		w.Header().Set("Allow", "POST")
		tomcat.Refuse(w, http.StatusMethodNotAllowed, "HTTP method is not allowed by this URL")
		return
	}
	text, err := oneFile(a)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large) || errors.Is(err, soap.ErrTooLarge):
		tomcat.Refuse(w, http.StatusRequestEntityTooLarge, "The request is too large.")
	case err != nil:
		fault(w, err)
	default:
		attach(w, text)
	}
}

// oneFile is the file that a request asks for.
func oneFile(a *tomcat.Ask) (string, error) {
	asked, err := soap.Decode(a.Request.Body)
	if err != nil {
		return "", err
	}
	if !strings.EqualFold(asked.Local, "GetOneFile") {
		return "", &soap.Fault{Code: soap.Client, Text: "No such operation '" + asked.Local + "'"}
	}
	name := asked.Get("FileName")
	text, ok := "", false
	if below, is := strings.CutPrefix(name, active); is {
		text, ok = read(a, below)
	}
	if !ok {
		return "", &soap.Fault{Text: "FileName " + name + " do not exist"}
	}
	return text, nil
}

// read is a log file of the node that is asked, by its path below activelog.
func read(a *tomcat.Ask, path string) (text string, ok bool) {
	log, err := a.Lab.Log(a.Node.Node, path, math.MaxInt)
	if err != nil {
		return "", false
	}
	if len(log.Lines) == 0 {
		return "", true
	}
	return strings.Join(log.Lines, "\n") + "\n", true
}

func fault(w http.ResponseWriter, err error) {
	var f *soap.Fault
	if !errors.As(err, &f) {
		f = &soap.Fault{Text: tomcat.Says(err)}
	}
	out := new(soap.Writer)
	f.Write(out)
	w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
	w.WriteHeader(http.StatusInternalServerError)
	_, _ = bytes.NewReader(out.Bytes()).WriteTo(w)
}

// attach answers with a file: SOAP with attachments. Order and number of the headers of each part are those that a public client counts.
func attach(w http.ResponseWriter, text string) {
	boundary, answer, attached := "----=_Part_"+random(), random(), random()
	out := new(soap.Writer)
	_ = out.Message("ns1", namespace+"/", "GetOneFileResponse", func() error {
		out.Element("DataHandler", nil, soap.Attribute{Name: "href", Value: "cid:" + attached})
		return nil
	})
	w.Header().Set("Content-Type", fmt.Sprintf(`multipart/related; type="text/xml"; start="<%s>"; boundary="%s"`, answer, boundary))
	part := func(kind, id, body string) {
		_, _ = io.WriteString(w, "--"+boundary+"\r\nContent-Type: "+kind+"\r\nContent-Transfer-Encoding: binary\r\nContent-Id: <"+id+">\r\n\r\n"+body+"\r\n")
	}
	part("text/xml; charset=UTF-8", answer, string(out.Bytes()))
	part("application/octet-stream", attached, text)
	_, _ = io.WriteString(w, "--"+boundary+"--\r\n")
}

// random is 32 hexadecimal digits.
func random() string {
	var b [16]byte
	rand.Read(b[:]) // never fails (crypto/rand)
	return strings.ToUpper(hex.EncodeToString(b[:]))
}
