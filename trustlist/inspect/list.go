package inspect

import (
	"io"
	"strings"

	"tvslab/trustlist"
)

func examineList(data []byte, o Options) (*File, error) {
	list, err := trustlist.Parse(data, o.mode())
	if err != nil {
		return nil, err
	}
	kind := ITL
	if strings.HasPrefix(strings.ToUpper(list.Header.FileName), "CTL") {
		kind = CTL
	}
	f := &File{Kind: kind, Header: headerOf(&list.Header), print: func(w io.Writer) error {
		return trustlist.Show(w, string(kind), data, list.Header.Timestamp, true)
	}}
	for i := range list.Records {
		f.Records = append(f.Records, recordOf(i, &list.Records[i]))
	}
	f.judge(list.Verify())
	if o.Signer != nil {
		f.judge(list.VerifyWith(o.Signer.PublicKey))
		f.nameOther(o.Signer)
	}
	if _, err := trustlist.Parse(data, trustlist.Strict); err != nil {
		f.Objections = append(f.Objections, err.Error())
	}
	return f, nil
}

func headerOf(h *trustlist.Header) *Header {
	out := &Header{
		Version: h.Version.String(), Length: h.Length, Signer: h.SignerName, Issuer: h.CAName, Serial: hexPairs(h.Serial),
		Digest: h.Digest.String(), KeyBits: 8 * len(h.Signature), FileName: h.FileName, Padding: h.Padding,
	}
	if h.SignerVersion != nil {
		out.SignerVersion = h.SignerVersion.String()
	}
	if !h.Timestamp.IsZero() {
		out.Timestamp = &h.Timestamp
	}
	return out
}

func recordOf(index int, r *trustlist.Record) Record {
	out := Record{
		Number: index + 1, Length: r.Length, Role: r.Role.String(), Host: r.Host(), Subject: r.Subject, Issuer: r.Issuer,
		Serial: hexPairs(r.Serial), ByHash: len(r.CertHash) > 0,
	}
	switch {
	case len(r.Certificate) > 0:
		out.SHA1 = fingerprint(r.Certificate)
	case len(r.CertHash) > 0:
		out.SHA1 = hexPairs(r.CertHash)
	}
	return out
}
