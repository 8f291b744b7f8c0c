package control

import (
	"io"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"tvslab/accept"
	"tvslab/metrics"
	"tvslab/sim/lab"
)

// LogAccess returns what writes a line to w for each request to a lab's servers: for people, or as JSON. It is safe for
// concurrent use; others may write to w only if a single call of Write is safe.
func LogAccess(w io.Writer, json bool) func(lab.Access) {
	config := zap.NewProductionEncoderConfig()
	config.EncodeTime = zapcore.ISO8601TimeEncoder
	encoder := zapcore.NewConsoleEncoder(config)
	if json {
		encoder = zapcore.NewJSONEncoder(config)
	}
	log := zap.New(zapcore.NewCore(encoder, zapcore.Lock(zapcore.AddSync(w)), zap.InfoLevel))
	return func(e lab.Access) {
		log.Info("request", zap.String("node", e.Node), zap.String("protocol", e.Protocol), zap.String("peer", e.Peer),
			zap.String("name", e.Name), zap.Int64("bytes", e.Bytes), zap.Duration("duration", e.Duration),
			zap.String("outcome", e.Outcome), said("detail", e.Detail))
	}
}

// said is a field that is left out where there is nothing to say.
func said(key, text string) zap.Field {
	if text == "" {
		return zap.Skip()
	}
	return zap.String(key, text)
}

// CountAccess returns what counts requests to a lab's servers in the registry.
func CountAccess(r *metrics.Registry) func(lab.Access) {
	requests := r.Counter("tvslab_requests_total", "Requests that the servers answered or refused: file transfers, TVS exchanges, CAPF sessions, registrations.",
		"node", "protocol", "outcome")
	took := r.Histogram("tvslab_request_seconds", "Durations of requests.", "node", "protocol")
	bytes := r.Counter("tvslab_request_bytes_total", "Bytes of file content handed out.", "node", "protocol")
	return func(e lab.Access) {
		requests.Add(1, e.Node, e.Protocol, e.Outcome)
		took.Observe(e.Duration, e.Node, e.Protocol)
		bytes.Add(e.Bytes, e.Node, e.Protocol)
	}
}

// CountTrouble returns what counts the troubles of a lab's servers in the registry.
func CountTrouble(r *metrics.Registry) func(accept.Trouble) {
	troubles := r.Counter("tvslab_troubles_total", "What went wrong with the servers themselves, by kind; see standard error.", "kind")
	return func(t accept.Trouble) { troubles.Add(int64(t.Times), string(t.Kind)) }
}
