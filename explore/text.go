package explore

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// WriteText writes what was found for people: causes with the smallest example of each, and how far the search came.
func (r *Result) WriteText(w io.Writer) error {
	var b strings.Builder
	b.WriteString(r.Title + "\n")
	if r.Cell != "" {
		b.WriteString(r.Cell + "\n")
	}
	b.WriteString("\n")
	for i := range r.Causes {
		r.Causes[i].write(&b)
	}
	b.WriteString(r.Summary() + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func (c *Cause) write(b *strings.Builder) {
	fmt.Fprintf(b, "%s\n", c.Violation)
	if len(c.Deviations) == 0 {
		b.WriteString("  as the plan stands")
	}
	for i, d := range c.Deviations {
		b.WriteString(map[bool]string{true: "  if ", false: "\n  and "}[i == 0] + d)
	}
	if c.After > 0 {
		fmt.Fprintf(b, "\n  found after step %d", c.After)
	}
	b.WriteString("\n\n")
}

// Summary says how far the search came.
func (r *Result) Summary() string {
	found := map[bool]string{true: "nothing found", false: plural(len(r.Causes), "cause")}[len(r.Causes) == 0]
	text := fmt.Sprintf("%s: %s; up to %s of %s: ", r.Scenario, found, plural(r.Deviations, "deviation"), plural(len(r.Kinds), "kind"))
	if r.Shard != "" {
		text = fmt.Sprintf("part %s of ", r.Shard) + text
	}
	places := grouped(r.Places) + " states"
	if r.Parts > 1 { // each visits what lies before the first deviation, and what others come to another way
		places = "at most " + places
	}
	switch {
	case r.Exhausted:
		text += places + ", all of them"
	case r.Full:
		text += places + ", the most that --max-states allows"
	case len(r.Causes) > 0:
		text += places + ", until the first was found"
	default:
		text += places + ", interrupted"
	}
	if !r.Exhausted && r.Price >= 0 {
		text += fmt.Sprintf("; all with up to %s", plural(r.Price, "deviation"))
	}
	return text + fmt.Sprintf(" (%.1f s, %s/s, %d MB)", r.Seconds, grouped(int(float64(r.Places)/max(r.Seconds, 0.001))), r.Memory>>20)
}

// String says how far a search is.
func (p Progress) String() string {
	return fmt.Sprintf("price %d, depth %d: %s states, %s/s, %s", p.Price, p.Depth, grouped(p.Places),
		grouped(int(float64(p.Places)/max(p.Since.Seconds(), 0.001))), plural(p.Causes, "cause"))
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return grouped(n) + " " + what + "s"
}

// grouped writes a number with commas.
func grouped(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
