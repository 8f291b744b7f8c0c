package tftpd

import (
	"io"
	"testing"
)

type readerFrom = io.ReaderFrom

// BenchmarkTFTP fetches 6,433 bytes (13 blocks) from this server and from bare pin/tftp.
func BenchmarkTFTP(b *testing.B) {
	ours := start(b, &Server{Source: samples()})
	for name, address := range map[string]string{"tftpd": ours.tftp, "pin": bareServer(b)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(6433)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := new(Client).TFTP(b.Context(), address, "CTLFile.tlv"); err != nil {
						b.Error(err)
					}
					for len(ours.log) > 0 {
						<-ours.log
					}
				}
			})
		})
	}
}

// BenchmarkHTTP fetches the same file over HTTP.
func BenchmarkHTTP(b *testing.B) {
	s := start(b, &Server{Source: samples()})
	b.ReportAllocs()
	b.SetBytes(6433)
	for b.Loop() {
		if _, err := new(Client).HTTP(b.Context(), s.http, "CTLFile.tlv"); err != nil {
			b.Fatal(err)
		}
		<-s.log
	}
}
