package tvs

import (
	"encoding/binary"
	"time"
)

// connection is what stands in front of lines about messages; what the number counts is not known (tech note 213407).
const connection = "8:UNKNOWN"

// names are what a trace calls the messages of a question: their types, how it says that the answer goes out, and the event in
// the machine of states, "" where no trace shows it.
var names = map[Command]struct{ request, response, sending, event string }{
	QueryRequest:  {"TVS_MSG_QUERY_CERT_REQ", "TVS_MSG_QUERY_CERT_RES", "QUERY_CERT_RES", "TVS_EV_QUERY_CERT_REQ"},
	VerifyRequest: {"TVS_MSG_CERT_VERIFICATION_REQ", "TVS_MSG_CERT_VERIFICATION_RES", "CERT_VERIF_RES", ""},
}

// request writes a request as it came.
func (t *tracer) request(r *Request) {
	data, err := r.Marshal()
	if err != nil {
		t.add("%s:Incoming Phone Msg: %v", connection, err)
		return
	}
	t.add("%s:Incoming Phone Msg:", connection)
	t.dump(data)
	t.decoded(data, names[r.Command].request, r.Session)
	t.add("Device : %s, session id : %d", r.Device, r.Session)
	if event := names[r.Command].event; event != "" {
		t.add("%s:TVS CORE: Rcvd Event: %s in State: TVS_STATE_AWAIT_REQ", connection, event)
	}
}

// response writes an answer as it goes out. "PublicKey" is what the trace calls the lifetime.
func (t *tracer) response(r *Request, answer *Response) {
	if r.Command == QueryRequest {
		t.add("tvsHandleQueryCertReq: Timer started from tvsHandleNewPhConnection")
	}
	data, err := answer.Marshal()
	if err != nil {
		t.add("%s:Sending %s msg: %v", connection, names[r.Command].sending, err)
		return
	}
	t.add("%s:Sending %s msg", connection, names[r.Command].sending)
	t.decoded(data, names[r.Command].response, answer.Session)
	t.add("ReasonInfo : %d", answer.Status)
	t.certificates(answer.Certificate)
	if answer.Found() {
		t.add("Version : 0")
		t.add("PublicKey :")
		t.dump(binary.BigEndian.AppendUint32(nil, uint32(answer.TTL/time.Second)))
	}
	t.add("Sending TLS Msg ..")
	t.dump(data)
}

func (t *tracer) certificates(der []byte) {
	if len(der) == 0 {
		t.add("Number of Certs : 0")
		return
	}
	t.add("Number of Certs : 1")
	t.add("Cert[0] :")
	t.add("Cert Type : 0")
	t.dump(der)
}

// decoded writes the header of a message. The published trace has session 0 for a message whose bytes say 1001: it shows the
// upper half (inferred).
func (t *tracer) decoded(data []byte, kind string, session uint32) {
	t.add("tvsPhoneDecodeMsg - Decoded Phone Msg:")
	t.add("Protocol Discriminator: %x", data[0])
	t.add("MsgType : %s", kind)
	t.add("Session Id : %d", session>>16)
	t.add("Length : %d", len(data)-frame.HeaderSize())
}

// How a trace shows bytes: so many a line, and no more than so many in all (tech note 213407).
const (
	dumpWidth = 8
	dumpMost  = 50
)

func (t *tracer) dump(data []byte) {
	t.add("HEX_DUMP: Len = %d:", len(data))
	for data = data[:min(len(data), dumpMost)]; len(data) > 0; {
		n := min(dumpWidth, len(data))
		t.add("% x", data[:n])
		data = data[n:]
	}
}
