package attack

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"tvslab/cmd/hostile/target"
)

// webLab is a lab whose phones have pages.
var webLab = &target.Serve{Scenario: underAttack, Flags: []string{"--phone-web", "desk[1..4]"}}

// phones are where phones have web pages.
func (f *Field) phones() (list []string) {
	for _, p := range f.Document.PhoneWeb {
		list = append(list, hostOf(p.URL))
	}
	return list
}

// hostOf is HOST:PORT of a URL.
func hostOf(url string) string {
	host := strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/")
	if _, _, err := net.SplitHostPort(host); err != nil {
		host = net.JoinHostPort(host, "80")
	}
	return host
}

// answers asks for a page until it is there.
func answers(url string, header http.Header) error {
	client := &http.Client{Timeout: 2 * time.Second}
	err := eventually(func() error {
		status, err := asks(client, url, header)
		if err == nil && status != http.StatusOK {
			err = fmt.Errorf("status %d", status)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("%s: %w", url, err)
	}
	return nil
}

// asks asks once, and returns the status.
func asks(client *http.Client, url string, header http.Header) (int, error) {
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	request.Header = header
	response, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, err
}

// phoneWebSlow holds connections to the pages of phones whose requests never end.
func phoneWebSlow(ctx context.Context, f *Field) error {
	siege{f.phones(), 300, sends([]byte("GET / HTTP/1.1\r\nHost: phone\r\nX-")...)}.hold(ctx, f)
	return f.pagesAreThere()
}

func (f *Field) pagesAreThere() error {
	for _, p := range f.Document.PhoneWeb {
		if err := answers(p.URL, nil); err != nil {
			return err
		}
	}
	return nil
}

// phoneWebBodies sends bodies without end to what phones execute, and mutated requests.
func phoneWebBodies(ctx context.Context, f *Field) error {
	const post = "POST /CGI/Execute HTTP/1.1\r\nHost: phone\r\nAuthorization: Basic YWRtaW46dHZzbGFi\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000000000\r\n\r\nXML="
	err := f.flood(ctx, f.phones(), post)
	if err != nil {
		return err
	}
	return f.pagesAreThere()
}

// flood begins requests and sends their bodies as long as somebody takes them, a hundred megabytes at most; or a mutated request.
func (f *Field) flood(ctx context.Context, addresses []string, head string) error {
	megabytes, mangled := f.count("MB taken"), f.count("mutated requests")
	chunk := []byte(strings.Repeat("x", 1<<20))
	crew(ctx, 4, func(r *rand.Rand) {
		c, err := net.DialTimeout("tcp", addresses[r.IntN(len(addresses))], dialTime)
		if err != nil {
			rest(ctx, 5*time.Millisecond)
			return
		}
		defer c.Close()
		if r.IntN(2) == 0 {
			mangled.Add(1)
			write(c, mutated(r, []byte(head)))
			hears(c, r)
			return
		}
		write(c, []byte(head))
		for range 100 {
			_ = c.SetWriteDeadline(time.Now().Add(dialTime))
			if _, err := c.Write(chunk); err != nil || ctx.Err() != nil {
				return
			}
			megabytes.Add(1)
		}
	})
	return nil
}

// apiStrangers ask the control API without its token, or in the name of another host: nobody gets anything but a refusal.
func apiStrangers(ctx context.Context, f *Field) error {
	token, err := f.token()
	if err != nil {
		return err
	}
	base, asked, wrong := f.Document.API.Address, f.count("requests"), f.count("let in")
	client := &http.Client{Timeout: 2 * time.Second}
	paths := []string{"/v1/lab", "/v1/nodes", "/openapi.json", "/v1/nodes/cucm-pub/shell", "/v1/events", "/"}
	crew(ctx, 4, func(r *rand.Rand) {
		request, _ := http.NewRequest([]string{http.MethodGet, http.MethodPost}[r.IntN(2)], base+paths[r.IntN(len(paths))], nil)
		switch r.IntN(3) {
		case 0:
			request.Header.Set("Authorization", "Bearer "+token[:r.IntN(len(token))])
		case 1:
			request.Header.Set("Authorization", "Bearer "+token)
			request.Host = "lab.example.org"
		}
		response, err := client.Do(request)
		if err != nil {
			return
		}
		response.Body.Close()
		if asked.Add(1); response.StatusCode != http.StatusUnauthorized && response.StatusCode != http.StatusForbidden {
			wrong.Add(1)
		}
	})
	if wrong.Load() > 0 || asked.Load() == 0 {
		return fmt.Errorf("%d of %d strangers were let in", wrong.Load(), asked.Load())
	}
	return f.apiIsThere()
}

// apiBodies sends bodies without end to the control API, with its token.
func apiBodies(ctx context.Context, f *Field) error {
	token, err := f.token()
	if err != nil {
		return err
	}
	host := hostOf(f.Document.API.Address)
	head := "POST /v1/steps HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + token + "\r\nContent-Type: application/json\r\nContent-Length: 4000000000\r\n\r\n{\"step\":\""
	if err := f.flood(ctx, []string{host}, head); err != nil {
		return err
	}
	return f.apiIsThere()
}

func (f *Field) token() (string, error) {
	text, err := os.ReadFile(f.Document.API.TokenFile)
	return strings.TrimSpace(string(text)), err
}

func (f *Field) apiIsThere() error {
	token, err := f.token()
	if err != nil {
		return err
	}
	return answers(f.Document.API.Address+"/v1/lab", http.Header{"Authorization": {"Bearer " + token}})
}
