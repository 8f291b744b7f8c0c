package axl_test

import (
	"testing"

	"go.uber.org/goleak"

	"tvslab/sim/lab/automation"
	"tvslab/sim/lab/testnode"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// keys are those of the tests.
const keys = "../../../testdata/keys"

// serve serves a lab whose nodes have AXL.
func serve(t testing.TB, site string) *testnode.Lab {
	t.Helper()
	return testnode.Serve(t, site, keys, automation.Apps())
}

// asked is the element of an operation of AXL.
func asked(version, operation, content string) string {
	return `<ns:` + operation + ` xmlns:ns="http://www.cisco.com/AXL/API/` + version + `">` + content + `</ns:` + operation + `>`
}
