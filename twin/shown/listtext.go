package shown

import (
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"

	"tvslab/trustlist"
)

// Lines of `show itl` and `show ctl`. Web editions of documents leave out tabs and the rule below a record's title.
var (
	listBegins   = regexp.MustCompile(`^\s*(?:The checksum value of the|Length of|Parse) (ITL|CTL) [Ff]ile\b|^\s*The (ITL|CTL) File was last modified|^\s*(ITL|CTL) Record #`)
	checksumLine = regexp.MustCompile(`^\s*([0-9A-Fa-f]{32}|[0-9A-Fa-f]{40})\s*\((MD5|SHA1)\)`)
	checksumHead = regexp.MustCompile(`^\s*The checksum value of the (ITL|CTL) file`)
	lengthLine   = regexp.MustCompile(`^\s*Length of (ITL|CTL) file:\s*(\d+)`)
	modifiedLine = regexp.MustCompile(`^\s*The (ITL|CTL) File was last modified on\s+(.*)`)
	headerLine   = regexp.MustCompile(`^\s*HeaderLength:\s*(\d+)`)
	recordLine   = regexp.MustCompile(`^\s*(ITL|CTL) Record #:?\s*(\d+)`)
	rowLine      = regexp.MustCompile(`^\s*(\d{1,2})\s+(HASH ALGORITHM|[A-Z]{3,})(?:\s+(\d+))?(?:\s+(\S.*))?$`)
	usedLine     = regexp.MustCompile(`^\s*This etoken was (not )?used to sign the (ITL|CTL) file`)
	missingLine  = regexp.MustCompile(`^\s*(ITL|CTL) File not found`)
	failedLine   = regexp.MustCompile(`^\s*(?:Verification of the (?:ITL|CTL) file failed|Error parsing the (?:ITL|CTL) File)`)
	verifiedLine = regexp.MustCompile(`^\s*The (ITL|CTL) file was verified successfully`)
	hexLine      = regexp.MustCompile(`^\s*(?:[0-9a-f]{1,2}\s+){1,7}[0-9a-f]{1,2}$`)
	hexOfHash    = regexp.MustCompile(`^((?:[0-9A-Fa-f]{2}[ :]){7,}[0-9A-Fa-f]{2})`)
)

// roles are the functions of records as they are printed.
var roles = map[string]trustlist.Role{}

func init() {
	for _, r := range []trustlist.Role{trustlist.RoleSAST, trustlist.RoleCCM, trustlist.RoleCCMTFTP, trustlist.RoleTFTP, trustlist.RoleCAPF, trustlist.RoleSRST,
		trustlist.RoleAppServer, trustlist.RoleTVS} {
		roles[r.String()] = r
	}
}

// listText is a list that is being read.
type listText struct {
	*scan
	list   *List
	header int         // bytes of the header, 0 where it is not told
	record *Record     // whose rows come; nil in the header
	row    *openRow    // the last row, whose value may go on in the next line
	signer *Record     // of which the node says that it signed
	begun  int         // line where it begins
	seen   map[int]int // records by number, by their line
}

// openRow is a row of a table whose value may go on.
type openRow struct {
	name   string
	length int // as told; -1 where it is not
	value  string
	line   int
}

// readList reads the output of `show itl` or `show ctl`.
func readList(s *scan, out *Output) {
	t := &listText{scan: s, list: &List{}, begun: s.peek().number, seen: map[int]int{}}
	out.List = t.list
	ended := false
	for !s.done() && !ended {
		if text := s.peek().text; beginning(text) != nil && t.foreign(text) {
			break
		}
		ended = t.take(s.next())
	}
	t.closeRow()
	if s.skipVerdict() {
		ended = true
	}
	t.finish(ended)
}

// skipVerdict takes the last line of a list that could not be parsed, which stands alone below the reason.
func (s *scan) skipVerdict() bool {
	if s.done() || !failedLine.MatchString(s.peek().text) {
		return false
	}
	s.next()
	return true
}

// foreign reports whether a line begins another output than this list.
func (t *listText) foreign(text string) bool {
	match := listBegins.FindStringSubmatch(text)
	if match == nil {
		return true
	}
	kind := match[1] + match[2] + match[3]
	again := t.list.Length > 0 && (checksumHead.MatchString(text) || lengthLine.MatchString(text))
	return t.list.Kind != "" && kind != t.list.Kind || again
}

// take takes a line, and reports whether the list ends with it.
func (t *listText) take(l line) (ended bool) {
	for _, form := range listLines {
		match := form.pattern.FindStringSubmatch(l.text)
		if match == nil {
			continue
		}
		t.closeRow()
		form.read(t, l, match)
		return form.ends
	}
	t.goOn(l)
	return false
}

// listLines are the lines of a list, with what is done with each.
var listLines = []struct {
	pattern *regexp.Regexp
	ends    bool
	read    func(t *listText, l line, match []string)
}{
	{checksumHead, false, func(t *listText, _ line, m []string) { t.list.Kind = m[1] }},
	{checksumLine, false, func(t *listText, _ line, m []string) {
		sums := map[string]*string{"MD5": &t.list.MD5, "SHA1": &t.list.SHA1}
		*sums[m[2]] = strings.ToLower(m[1])
	}},
	{lengthLine, false, func(t *listText, _ line, m []string) { t.list.Kind, t.list.Length = m[1], number(m[2]) }},
	{modifiedLine, false, (*listText).modified},
	{missingLine, false, func(t *listText, _ line, m []string) { t.list.Kind, t.list.Missing = m[1], true }},
	{headerLine, false, func(t *listText, _ line, m []string) { t.header = number(m[1]) }},
	{recordLine, false, (*listText).opens},
	{rowLine, false, (*listText).takeRow},
	{usedLine, false, func(t *listText, _ line, m []string) {
		if m[1] == "" {
			t.signer = t.record
		}
	}},
	{failedLine, true, func(*listText, line, []string) {}},
	{verifiedLine, true, func(t *listText, _ line, m []string) { t.list.Kind, t.list.Verified = m[1], true }},
	{hexLine, false, func(*listText, line, []string) {}}, // of the signature
}

// number reads digits of which a pattern found that there are some.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

func (t *listText) modified(l line, m []string) {
	t.list.Kind = m[1]
	when, err := date(m[2])
	if err != nil {
		t.file.wrong(l.number, "%v", err)
	}
	t.list.Modified = when
}

// opens begins a record.
func (t *listText) opens(l line, m []string) {
	t.list.Kind = m[1]
	n := number(m[2])
	if first := t.seen[n]; first > 0 {
		t.file.wrong(l.number, "record %d of the %s stood in line %d already; expected is one list after the other", n, t.list.Kind, first)
	}
	t.seen[n] = l.number
	t.list.Records = append(t.list.Records, Record{Place: Place{t.file.Name, l.number}, Number: n})
	t.record = &t.list.Records[len(t.list.Records)-1]
}

// takeRow begins a row of a table.
func (t *listText) takeRow(l line, m []string) {
	t.row = &openRow{name: m[2], length: -1, value: strings.TrimSpace(m[4]), line: l.number}
	if m[3] != "" {
		t.row.length = number(m[3])
	}
}

// goOn takes a line that belongs to no form: the rest of a value that somebody's window broke.
func (t *listText) goOn(l line) {
	text := strings.TrimSpace(l.text)
	if t.row == nil || text == "" || decoration.MatchString(text) {
		return
	}
	switch {
	case !t.row.short():
	case hashRows[t.row.name]:
		t.row.value += " " + text
	default:
		t.row.value += text
	}
}

// decoration are the title of a table and rules.
var decoration = regexp.MustCompile(`^(BYTEPOS\b.*|[- \t]+|Parse (ITL|CTL) File|Version:.*|\[\.\.\.\]|` + "```" + `)$`)

// short reports whether the value is not complete.
func (r *openRow) short() bool {
	if hashRows[r.name] {
		return !strings.HasSuffix(r.value, ")") && len(r.value) < 60
	}
	return textRows[r.name] && len(r.value) < r.length-1
}

// hashRows are the rows whose value is the hash of a certificate.
var hashRows = map[string]bool{"CERTIFICATE": true, "CERTHASH": true}

// textRows are the rows whose value is text that ends with a zero byte, which the length counts.
var textRows = map[string]bool{"SIGNERNAME": true, "CANAME": true, "DNSNAME": true, "SUBJECTNAME": true, "ISSUERNAME": true, "ISSUERNAM": true}

// serial reads "70:CA:F6", nil where it is none.
func serial(text string) []byte {
	b, err := hex.DecodeString(strings.NewReplacer(":", "", " ", "").Replace(text))
	if err != nil {
		return nil
	}
	return b
}
