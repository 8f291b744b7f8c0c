package client

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"tvslab/sim/lab/control"
)

// Events asks for the events behind a number; see [control.Journal.After].
func (l *Lab) Events(ctx context.Context, after uint64, most int) (*control.Events, error) {
	return get[control.Events](ctx, l, "/v1/events", values("after", strconv.FormatUint(after, 10), "limit", strconv.Itoa(most)))
}

// Follow tells of the events behind a number as they happen, and of how many are no longer kept before the next one, until the lab or
// ctx ends, or what it tells returns an error.
func (l *Lab) Follow(ctx context.Context, after uint64, happened func(control.Happened) error, lost func(uint64) error) error {
	answer, err := l.send(ctx, http.MethodGet, "/v1/events/stream?after="+strconv.FormatUint(after, 10), nil)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	err = parse(answer.Body, happened, lost)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, io.ErrUnexpectedEOF): // the lab ended
		return nil
	}
	return err
}

// mostLine bounds a line of a stream, bytes.
const mostLine = 1 << 20

// parse reads a stream of server-sent events, those that it knows.
func parse(from io.Reader, happened func(control.Happened) error, lost func(uint64) error) error {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, mostLine)
	var kind, data string
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case lines.Text() == "":
			if err := dispatch(kind, data, happened, lost); err != nil {
				return err
			}
			kind, data = "", ""
		case name == "event":
			kind = value
		case name == "data":
			data = value // one line each
		}
	}
	return lines.Err()
}

// dispatch hands an event over.
func dispatch(kind, data string, happened func(control.Happened) error, lost func(uint64) error) error {
	switch kind {
	case "happened":
		var e control.Happened
		if err := json.Unmarshal([]byte(data), &e); err != nil {
			return fmt.Errorf("event: %w", err)
		}
		return happened(e)
	case "lost":
		var l struct{ Lost uint64 }
		if err := json.Unmarshal([]byte(data), &l); err != nil {
			return fmt.Errorf("event: %w", err)
		}
		return lost(l.Lost)
	}
	return nil
}
