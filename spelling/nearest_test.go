package spelling

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNearest(t *testing.T) {
	known := []string{"CallManager", "CallManager-trust", "TVS", "Cisco Tftp", "regenerate", "reset", "8841"}
	for name, want := range map[string]string{
		"callmanger": "CallManager", "CallMangaer-Trust": "CallManager-trust", "TSV": "TVS", "cisco-tftp": "Cisco Tftp",
		"regenrate": "regenerate", "rset": "reset", "8842": "8841", "x": "", "": "", "power": "",
		strings.Repeat("a", 1<<16): "",
	} {
		require.Equal(t, want, Nearest(name, known), name)
	}
}
