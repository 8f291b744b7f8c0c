// Package soap reads and writes messages of SOAP 1.1, document/literal, as the web services of CUCM and their clients do.
//
// It reads by XML namespace, never by prefix: public clients write soapenv, SOAP-ENV, soap-env, soap and others. It writes the prefixes that
// the caller names: a large part of public scripts index parsed answers by soapenv:Envelope, ns: and ns1:. It knows no service, no account
// and no address.
//
// Messages come from the network: document types, entities and processing instructions are refused, and depth, elements, attributes and
// bytes are bounded before anything is allocated by them.
package soap

// Namespace is that of the envelope of SOAP 1.1.
const Namespace = "http://schemas.xmlsoap.org/soap/envelope/"

// namespace12 is that of SOAP 1.2, which CUCM does not speak.
const namespace12 = "http://www.w3.org/2003/05/soap-envelope"

// Instance is the namespace of xsi:nil and xsi:type.
const Instance = "http://www.w3.org/2001/XMLSchema-instance"

// Bounds of a message.
const (
	// MostBytes bounds a message, bytes. Requests of public clients have some kilobytes; a thousand device names are 60 kB.
	MostBytes = 4 << 20
	// MostDepth bounds how deep elements stand in each other.
	MostDepth = 64
	// MostElements bounds the elements of a message.
	MostElements = 50_000
	// MostAttributes bounds the attributes of an element.
	MostAttributes = 64
)
