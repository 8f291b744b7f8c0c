package testbrowser

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// problems are what went wrong on the pages of a tab.
type problems struct {
	mu       sync.Mutex
	heard    []string
	asked    map[network.RequestID]string // address by request
	expected []string
}

// hear takes an event of the browser.
func (p *problems) hear(ev any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		if p.asked == nil {
			p.asked = map[network.RequestID]string{}
		}
		p.asked[ev.RequestID] = ev.Request.URL
	case *network.EventLoadingFailed:
		if !ev.Canceled && ev.ErrorText != "net::ERR_ABORTED" {
			p.heard = append(p.heard, fmt.Sprintf("%s: %s %s", p.asked[ev.RequestID], ev.ErrorText, ev.BlockedReason))
		}
	case *runtime.EventConsoleAPICalled:
		if ev.Type == "error" || ev.Type == "assert" {
			p.heard = append(p.heard, "console."+string(ev.Type)+": "+words(ev.Args))
		}
	case *runtime.EventExceptionThrown:
		p.heard = append(p.heard, thrown(ev.ExceptionDetails))
	case *log.EventEntryAdded:
		if ev.Entry.Level == log.EntryLevelError || ev.Entry.Source == log.EntrySourceSecurity {
			p.heard = append(p.heard, fmt.Sprintf("%s: %s (%s)", ev.Entry.Source, ev.Entry.Text, ev.Entry.URL))
		}
	}
}

// words are the arguments of a call of the console.
func words(args []*runtime.RemoteObject) string {
	var all []string
	for _, arg := range args {
		all = append(all, strings.TrimSpace(string(arg.Value)+" "+arg.Description))
	}
	return strings.Join(all, " ")
}

// thrown is an exception that nobody caught, and where.
func thrown(details *runtime.ExceptionDetails) string {
	text := details.Text
	if details.Exception != nil {
		text += " " + details.Exception.Description
	}
	return fmt.Sprintf("exception: %s (%s:%d)", text, details.URL, details.LineNumber+1)
}

// unexpected are the problems that the test did not announce.
func (p *problems) unexpected() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(p.heard), func(problem string) bool {
		return slices.ContainsFunc(p.expected, func(part string) bool { return strings.Contains(problem, part) })
	})
}

// Allow says that a problem with these words may come: "422" where a test asks for what is refused.
func (tab *Tab) Allow(part string) {
	tab.problems.mu.Lock()
	defer tab.problems.mu.Unlock()
	tab.problems.expected = append(tab.problems.expected, part)
}

// Problems are what went wrong so far and was not allowed: empty on a page that is well.
func (tab *Tab) Problems() []string { return tab.problems.unexpected() }
