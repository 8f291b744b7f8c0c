package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"tvslab/scenarios"
	"tvslab/sim/lab"
)

// logToOutput is the value of --log that prints the lines instead of writing files.
const logToOutput = "-"

// keep collects a log line, and puts it where it belongs in the timeline if there is one.
func (c *cellRun) keep(line lab.LogLine, timeline bool) {
	c.logs = append(c.logs, line)
	if !timeline {
		return
	}
	e := lab.Event{Time: line.Time, Kind: line.Kind, Text: line.Text}
	if line.Kind == lab.LogConsole {
		e.Phone = line.Source
	} else {
		e.Node = line.Source
	}
	c.timeline = append(c.timeline, scenarios.Observation{Event: e})
}

// writeLogs writes DIR/SCENARIO/CELL/SOURCE-KIND.log for every cell: the lines as the node or phone writes them.
func writeLogs(dir string, cells []*cellRun) error {
	for _, c := range cells {
		if c.result == nil {
			continue
		}
		folder := filepath.Join(dir, c.result.Scenario, strings.ReplaceAll(c.result.Cell, " ", "-"))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return fmt.Errorf("--log: %w", err)
		}
		if err := c.writeLog(folder); err != nil {
			return fmt.Errorf("--log: %w", err)
		}
	}
	return nil
}

func (c *cellRun) writeLog(folder string) error {
	files := map[string][]byte{}
	for _, line := range c.logs {
		name := line.Source + "-" + line.Kind + ".log"
		files[name] = append(append(files[name], line.Text...), '\n')
	}
	var errs []error
	for name, text := range files {
		errs = append(errs, os.WriteFile(filepath.Join(folder, name), text, 0o644))
	}
	return errors.Join(errs...)
}

// printLogs prints the lines of all nodes and phones in the order they were written.
func printLogs(w io.Writer, lines []lab.LogLine) {
	for _, line := range lines {
		fmt.Fprintf(w, "%s %s: %s\n", line.Source, line.Kind, line.Text)
	}
	fmt.Fprintln(w)
}
