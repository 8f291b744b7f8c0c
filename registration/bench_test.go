package registration_test

import (
	"testing"

	"tvslab/registration"
)

// BenchmarkRegister is one registration over loopback, both sides.
func BenchmarkRegister(b *testing.B) {
	for _, protocol := range protocols {
		b.Run(protocol.String(), func(b *testing.B) {
			address := serve(b, &registration.Server{Protocol: protocol, Node: "cucm-pub", Judge: func(registration.Registrant) error { return nil }})
			client := &registration.Client{Protocol: protocol, Model: 683}
			b.ReportAllocs()
			for b.Loop() {
				if err := client.Register(b.Context(), device, "cucm-pub", address); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
