package play

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"tvslab/event"
	"tvslab/filename"
)

// SaveLogs writes DIR/SCENARIO/CELL/SOURCE-KIND.log for every cell that was played: the lines as the node or phone writes
// them. It writes nowhere else, whatever a scenario is called and wherever links lead.
func SaveLogs(dir string, cells []*Cell) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, c := range cells {
		folder := filepath.Join(filename.Of(c.Result.Scenario), filename.Of(strings.ReplaceAll(c.Result.Cell, " ", "-")))
		if err := root.MkdirAll(folder, 0o755); err != nil {
			return err
		}
		if err := c.saveLogs(root, folder); err != nil {
			return err
		}
	}
	return nil
}

func (c *Cell) saveLogs(root *os.Root, folder string) error {
	files := map[string][]byte{}
	for _, line := range c.Logs {
		name := line.Where() + "-" + line.What.Kind() + ".log"
		files[name] = append(append(files[name], line.What.String()...), '\n')
	}
	var errs []error
	for name, text := range files {
		errs = append(errs, root.WriteFile(filepath.Join(folder, filename.Of(name)), text, 0o644))
	}
	return errors.Join(errs...)
}

// WriteLogs writes the lines of all nodes and phones in the order they were written.
func WriteLogs(w io.Writer, lines []event.Event) {
	for _, line := range lines {
		fmt.Fprintf(w, "%s %s: %s\n", line.Where(), line.What.Kind(), line.What)
	}
	fmt.Fprintln(w)
}
