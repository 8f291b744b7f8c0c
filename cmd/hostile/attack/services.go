package attack

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// axlHead begins a request of AXL by the user that serve makes on loopback (administrator:tvslab).
const axlHead = "POST /axl/ HTTP/1.1\r\nHost: node\r\nAuthorization: Basic YWRtaW5pc3RyYXRvcjp0dnNsYWI=\r\nContent-Type: text/xml\r\nConnection: close\r\n"

// envelope is a message of SOAP with something before it.
func envelope(before, content string) string {
	body := `<?xml version="1.0"?>` + before + `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><n:getCCMVersion xmlns:n="http://www.cisco.com/AXL/API/14.0">` +
		content + `</n:getCCMVersion></e:Body></e:Envelope>`
	return axlHead + "Content-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body
}

// services are requests to web services of nodes that a parser or a server must refuse in time.
var services = []string{
	envelope(`<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>`, "&c;"),
	envelope(`<!DOCTYPE b [<!ENTITY a SYSTEM "file:///etc/passwd">]>`, "&a;"),
	envelope(`<!DOCTYPE b SYSTEM "http://127.0.0.1:1/b.dtd">`, ""),
	envelope("", strings.Repeat("<a>", 100_000)),
	axlHead + strings.Repeat("X-Flood: "+strings.Repeat("x", 1000)+"\r\n", 2000),
	axlHead + "Content-Length: 104857600\r\n\r\n" + strings.Repeat("x", 1<<20),
	axlHead + "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("100000\r\n"+strings.Repeat(" ", 1<<20)+"\r\n", 8),
	axlHead + "Content-Length: 1000\r\n\r\n<",
}

// nodesHTTPS are where nodes answer web services: HOST:PORT of the first port of each.
func (f *Field) nodesHTTPS() (list []string) {
	for _, n := range f.Document.Nodes {
		if len(n.HTTPS) > 0 {
			list = append(list, net.JoinHostPort(n.Address, strconv.Itoa(n.HTTPS[0])))
		}
	}
	return list
}

// webServices sends hostile messages of SOAP, whole and mutated; none may be taken for a question with an answer but those that mutation left whole.
func webServices(ctx context.Context, f *Field) error {
	sent, answered := f.count("messages"), f.count("answered")
	addresses := f.nodesHTTPS()
	if len(addresses) == 0 {
		return fmt.Errorf("nodes answer no web services")
	}
	crew(ctx, 8, func(r *rand.Rand) {
		c, err := tls.DialWithDialer(&net.Dialer{Timeout: dialTime}, "tcp", addresses[r.IntN(len(addresses))], &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			rest(ctx, 5*time.Millisecond)
			return
		}
		defer c.Close()
		message := []byte(services[r.IntN(len(services))])
		if r.IntN(4) == 0 {
			message = mutated(r, message)
		}
		write(c, message)
		sent.Add(1)
		if hears(c, r) {
			answered.Add(1)
		}
	})
	return f.servicesAnswer()
}

// webServicesHeld holds thousands of connections to the web services of nodes, half of which say nothing and half the beginning of a handshake.
func webServicesHeld(ctx context.Context, f *Field) error {
	hello := clientHello()
	siege{f.nodesHTTPS(), mostSockets, func(_ context.Context, c net.Conn, r *rand.Rand) { write(c, hello[:r.IntN(2)*len(hello)/2]) }}.hold(ctx, f)
	return f.servicesAnswer()
}

// servicesAnswer asks AXL of every node until it answers.
func (f *Field) servicesAnswer() error {
	client := &http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	for _, at := range f.nodesHTTPS() {
		if err := eventually(func() error { return asksAXL(client, "https://"+at+"/axl/") }); err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
	}
	return nil
}

// asksAXL tests the connection as clients do.
func asksAXL(client *http.Client, url string) error {
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	request.SetBasicAuth("administrator", "tvslab")
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d", response.StatusCode)
	}
	return err
}
