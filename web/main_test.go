package web_test

import (
	"testing"

	"go.uber.org/goleak"

	"tvslab/web/testbrowser"
)

// keys are those of the labs of all tests.
const keys = "../testdata/keys"

func TestMain(m *testing.M) { goleak.VerifyTestMain(testbrowser.Main{M: m}) }
