package soap

// Codes of faults as CUCM writes them.
const (
	Server = "soapenv:Server"
	Client = "soapenv:Client"
)

// Fault is what a service says instead of an answer.
type Fault struct {
	Code   string        // Server, Client, or another with its prefix; "" is Server
	Text   string        // faultstring
	Detail func(*Writer) // writes the content of detail; nil for no detail
}

// Error implements error.
func (f *Fault) Error() string { return f.Text }

// Write writes the whole message of the fault.
func (f *Fault) Write(w *Writer) {
	code := f.Code
	if code == "" {
		code = Server
	}
	w.envelope(func() {
		w.Element("soapenv:Fault", func() {
			w.Text("faultcode", code)
			w.Text("faultstring", f.Text)
			if f.Detail != nil {
				w.Element("detail", func() { f.Detail(w) })
			}
		})
	})
}
