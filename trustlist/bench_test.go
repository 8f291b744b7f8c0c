package trustlist

import (
	"testing"

	"github.com/stretchr/testify/require"
)

const benchList = "tlv-cucm-layout/ITLFile-12.5-sha512-rsa2048-itlrecovery-signs.tlv"

func BenchmarkParse(b *testing.B) {
	vs := loadVectors(b, vectorDir)
	data := vs.file(b, benchList)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(data, Lenient); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseSigned(b *testing.B) {
	data := loadVectors(b, vectorDir).file(b, sgnFile)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseSigned(data, Lenient); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	l := parseVector(b, loadVectors(b, vectorDir), benchList, Lenient)
	b.ReportAllocs()
	for b.Loop() {
		if err := l.Verify(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	vs := loadVectors(b, vectorDir)
	cert := vs.cert(b, "cm2048-pub")
	signer := newSigner(cert, vs.key(b, "cm2048-pub"), LayoutCisco)
	template := ListTemplate{FileName: "ITLFile.tlv", Timestamp: modified, Records: everyKindOfRecord(b, vs, cert)}
	b.ReportAllocs()
	for b.Loop() {
		_, err := built(template, signer)
		require.NoError(b, err)
	}
}
