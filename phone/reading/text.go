package reading

import (
	"fmt"
	"io"
	"path"
	"strings"
	"text/tabwriter"
)

// useWords are what the columns of the text call the uses.
var useWords = map[Use]string{Read: "read", NotHere: "not here", Unknown: "unknown"}

// WriteText prints the conclusion, what does not fit together, and the fields.
func (c *Configuration) WriteText(w io.Writer) error {
	fmt.Fprintf(w, "Configuration %s, %d bytes: a phone reads it\n\n", c.Root, c.Size)
	c.Conclusion.write(w)
	for _, d := range c.Conclusion.Doubts {
		fmt.Fprintf(w, "Look at this: %s\n", d)
	}
	fmt.Fprintf(w, "\n%d fields. read: phones of the lab act on it; not here: real phones act on it; unknown: phones skip what they do not know.\n\n", len(c.Fields))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.DiscardEmptyColumns)
	above := ""
	for _, f := range c.Fields {
		parent, name := path.Split(f.Path)
		if parent != above {
			fmt.Fprintf(t, "%s\n", oneLine(parent))
			above = parent
		}
		fmt.Fprintln(t, strings.TrimRight(fmt.Sprintf("  %s\t%s\t%s\t%s", useWords[f.Use], oneLine(name), short(f.Value), f.Means), "\t"))
	}
	return t.Flush()
}

func (c *Conclusion) write(w io.Writer) {
	for _, row := range []struct {
		name   string
		values []string
	}{
		{"Call managers", c.CallManagers}, {"TVS servers", c.TVS}, {"Security", []string{c.Security}}, {"Enrols by", []string{c.Enrols}},
		{"CAPF", c.CAPF}, {"Firmware", []string{c.Load}}, {"Asks next for", []string{c.NextFile}}, {"Secure URLs", c.Services},
	} {
		fmt.Fprintf(w, "%-15s%s\n", row.name+":", oneLine(orNone(strings.Join(row.values, ", "))))
	}
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// maxValue is how much of a value is printed, in characters: some files carry whole documents in one.
const maxValue = 60

// short is a value on one line, cut where it is long.
func short(value string) string {
	line := []rune(oneLine(value))
	if len(line) > maxValue {
		return string(line[:maxValue-3]) + "..."
	}
	return string(line)
}
