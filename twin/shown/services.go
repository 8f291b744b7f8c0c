package shown

import (
	"net/netip"
	"regexp"
	"strings"
	"time"
)

// Lines of `utils service list`.
var (
	serviceBegins = regexp.MustCompile(`^\s*Requesting service status|^\s*\S.*\S\s*\[(?:STARTED|STOPPED|STARTING|STOPPING)\]`)
	serviceRow    = regexp.MustCompile(`^\s*(\S.*?)\s*\[(STARTED|STOPPED|STARTING|STOPPING)\]\s*(.*)$`)
	serviceNoise  = regexp.MustCompile(`^\s*(?:Requesting service status.*|Service Manager is running|Getting list of all services|>> Return code = \d+|)$`)
	primaryLine   = regexp.MustCompile(`^\s*Primary Node\s*=\s*(true|false)`)
)

const notActivated = "Service Not Activated"

// readServices reads the output of `utils service list`. A state line that is printed again, as by a restart, counts last.
func readServices(s *scan, out *Output) {
	services := &Services{}
	out.Services = services
	for !s.done() {
		text := s.peek().text
		if match := primaryLine.FindStringSubmatch(text); match != nil {
			primary := match[1] == "true"
			services.Primary = &primary
			s.next()
			break
		}
		match := serviceRow.FindStringSubmatch(text)
		if match == nil && !serviceNoise.MatchString(text) {
			break
		}
		if s.next(); match != nil {
			services.add(Service{Name: match[1], State: match[2], Reason: strings.TrimSpace(match[3]), Activated: !strings.Contains(match[3], notActivated)})
		}
	}
	if services.Primary == nil {
		s.file.wrong(out.Line, "the list of services has no last line; expected is \"Primary Node =true\" or false")
	}
}

func (s *Services) add(service Service) {
	for i := range s.Rows {
		if s.Rows[i].Name == service.Name {
			s.Rows[i] = service
			return
		}
	}
	s.Rows = append(s.Rows, service)
}

// Lines of what a node says of itself.
var (
	versionLine = regexp.MustCompile(`^\s*Active Master Version\s*:\s*(\d+(?:\.\d+)+(?:-\w+)?)`)
	statusLine  = regexp.MustCompile(`^\s*Host Name\s*:\s*(\S+)`)
	networkLine = regexp.MustCompile(`^\s*IP Address\s*:\s*([0-9a-fA-F.:]+)`)
)

// hostLines are the lines of `show version active`, `show status` and `show network eth0`, with where their values go.
var hostLines = []struct {
	pattern *regexp.Regexp
	set     func(*Host, string)
}{
	{versionLine, func(h *Host, v string) { h.Version = v }},
	{regexp.MustCompile(`^\s*Product Ver\s*:\s*(\d+(?:\.\d+)+(?:-\w+)?)`), func(h *Host, v string) { h.Version = v }},
	{statusLine, func(h *Host, v string) { h.Name = v }},
	{regexp.MustCompile(`^\s*Time Zone\s*:\s*(?:.*\()?([A-Za-z_]+(?:/[\w+-]+)*)\)?$`), func(h *Host, v string) { h.Zone = v }},
	{regexp.MustCompile(`^\s*Date\s*:\s*(\S.*)$`), func(h *Host, v string) { h.Date, _ = time.Parse("Mon Jan 2, 2006 15:04:05", v) }},
	{networkLine, func(h *Host, v string) { h.Address, _ = netip.ParseAddr(v) }},
	{regexp.MustCompile(`^\s*Domain\s*:\s*(\S+)\s*$`), func(h *Host, v string) { h.Domain = strings.TrimSuffix(v, ".") }},
}

// readHost reads what a node says of itself, to the end of the block or to the next output.
func readHost(s *scan, out *Output) {
	out.Host = &Host{}
	defer out.Host.settle()
	for begun := false; !s.done(); begun = true {
		text := s.peek().text
		if begun && beginning(text) != nil {
			return
		}
		s.next()
		for _, form := range hostLines {
			if match := form.pattern.FindStringSubmatch(text); match != nil {
				form.set(out.Host, match[1])
			}
		}
	}
}

// settle reads the date, which stands in the node's own time. A zone that is not in the database is none.
func (h *Host) settle() {
	zone, err := time.LoadLocation(h.Zone)
	if err != nil || h.Zone == time.Local.String() {
		h.Zone, zone = "", time.UTC
	}
	if d := h.Date; !d.IsZero() {
		h.Date = time.Date(d.Year(), d.Month(), d.Day(), d.Hour(), d.Minute(), d.Second(), 0, zone).UTC()
	}
}
