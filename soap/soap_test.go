package soap_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/soap"
)

func message(body string) string {
	return `<s:Envelope xmlns:s="` + soap.Namespace + `"><s:Body>` + body + `</s:Body></s:Envelope>`
}

// TestDecode: elements come by namespace, whatever the prefixes; what nobody must expand is refused.
func TestDecode(t *testing.T) {
	e, err := soap.Decode(strings.NewReader(message(`<q:ask xmlns:q="urn:q" id="7"><name> a&amp;<![CDATA[b]]> </name><item nil="true"/><item>2</item></q:ask>`)))
	require.NoError(t, err)
	require.Equal(t, "urn:q", e.Space)
	require.Equal(t, "7", e.Attribute("id"))
	require.Equal(t, "a&b", e.Get("name"))
	require.Len(t, e.All("item"), 2)
	require.False(t, e.Has("item"))
	latin := "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + message("<ask><name>\xfc</name></ask>")
	e, err = soap.Decode(strings.NewReader(latin))
	require.NoError(t, err)
	require.Equal(t, "ü", e.Get("name"))
	for name, text := range map[string]string{
		"empty": "", "no XML": "hello", "document type": "<!DOCTYPE a>" + message("<a/>"), "entity": message("<a>&b;</a>"), "no body": `<s:Envelope xmlns:s="` + soap.Namespace + `"/>`,
		"empty body": message(""), "other namespace": `<Envelope><Body><a/></Body></Envelope>`, "two roots": message("<a/>") + "<b/>", "ends early": message("<a>")[:90],
		"depth": message(strings.Repeat("<a>", 70) + strings.Repeat("</a>", 70)), "elements": message("<a>" + strings.Repeat("<b/>", soap.MostElements) + "</a>"),
		"instruction": message("<a><?php x?></a>"), "header": `<s:Envelope xmlns:s="` + soap.Namespace + `"><s:Header><x s:mustUnderstand="1"/></s:Header><s:Body><a/></s:Body></s:Envelope>`,
	} {
		_, err := soap.Decode(strings.NewReader(text))
		var fault *soap.Fault
		require.True(t, errors.As(err, &fault), "%s: %v", name, err)
	}
	_, err = soap.Decode(strings.NewReader(message("<a>" + strings.Repeat("x", soap.MostBytes) + "</a>")))
	require.ErrorIs(t, err, soap.ErrTooLarge)
}

// TestWriter: prefixes are those that are asked for, and texts are harmless.
func TestWriter(t *testing.T) {
	w := new(soap.Writer)
	require.NoError(t, w.Message("ns", "urn:q", "answer", func() error {
		w.Text("text", "a<b>&\"\x00")
		w.Nil("nothing")
		w.Element("empty", nil)
		return nil
	}))
	require.Equal(t, `<?xml version='1.0' encoding='UTF-8'?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>`+
		`<ns:answer xmlns:ns="urn:q"><text>a&lt;b&gt;&amp;&quot;`+"\uFFFD"+`</text><nothing xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/><empty/></ns:answer>`+
		`</soapenv:Body></soapenv:Envelope>`, string(w.Bytes()))
}

// FuzzDecode: no message harms, and what is read can be written so that it is read again.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(message(`<q:ask xmlns:q="urn:q"><name>a</name></q:ask>`)))
	f.Add([]byte(`<!DOCTYPE a [<!ENTITY b "c">]>` + message("<a>&b;</a>")))
	f.Fuzz(func(t *testing.T, text []byte) {
		e, err := soap.Decode(bytes.NewReader(text))
		if err != nil {
			return
		}
		w := new(soap.Writer)
		require.NoError(t, w.Message("ns", "urn:q", "answer", func() error { w.Text("text", e.Value()); return nil }))
		again, err := soap.Decode(bytes.NewReader(w.Bytes()))
		require.NoError(t, err)
		require.Equal(t, e.Value(), again.Get("text"))
	})
}
