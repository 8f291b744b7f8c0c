package axl_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/lab/testnode"
)

// golden compares an answer with a file.
func golden(t *testing.T, name, body string) {
	t.Helper()
	testnode.Golden(t, strings.ReplaceAll(name, " ", "-")+".xml", body)
}

// TestAnswers are answers byte for byte, prefixes included.
func TestAnswers(t *testing.T) {
	s := serve(t, testnode.Site)
	for _, row := range []struct {
		name, operation, content string
		status                   int
	}{
		{"version", "getCCMVersion", "", http.StatusOK},
		{"process nodes", "listProcessNode", "<searchCriteria><name>%</name></searchCriteria><returnedTags><name/><nodeUsage/><processNodeRole/></returnedTags>", http.StatusOK},
		{"phones", "listPhone", "<searchCriteria><name>SEP%</name></searchCriteria><returnedTags><devicePoolName/><name/><model/><ownerUserName/></returnedTags>", http.StatusOK},
		{"no phones", "listPhone", "<searchCriteria><name>ATA%</name></searchCriteria><returnedTags><name/></returnedTags>", http.StatusOK},
		{"a page", "listPhone", "<searchCriteria><name>%</name></searchCriteria><returnedTags><name/></returnedTags><skip>1</skip><first>1</first>", http.StatusOK},
		{"phone", "getPhone", "<name>SEP0A0101000001</name>", http.StatusOK},
		{"no phone", "getPhone", "<name>SEP000000000000</name>", http.StatusInternalServerError},
		{"reset", "doDeviceReset", "<deviceName>SEP0A0101000001</deviceName><isHardReset>true</isHardReset>", http.StatusOK},
		{"device pools", "listDevicePool", "<searchCriteria><name>%</name></searchCriteria><returnedTags><name/><callManagerGroupName/></returnedTags>", http.StatusOK},
		{"callmanager group", "getCallManagerGroup", "<name>Default</name>", http.StatusOK},
		{"security profiles", "listPhoneSecurityProfile", "<searchCriteria><name>%</name></searchCriteria><returnedTags><name/><deviceSecurityMode/><tftpEncryptedConfig/></returnedTags>", http.StatusOK},
		{"parameters", "listServiceParameter", "<searchCriteria><service>Enterprise Wide</service></searchCriteria><returnedTags><name/><service/><value/></returnedTags>", http.StatusOK},
		{"tvs certificates", "listTvsCertificate", "<searchCriteria><subjectName>%TVS%</subjectName></searchCriteria><returnedTags><timeToLive/></returnedTags>", http.StatusOK},
		{"users", "listAppUser", "<searchCriteria><userid>%</userid></searchCriteria><returnedTags><userid/></returnedTags>", http.StatusOK},
		{"unknown operation", "makeCoffee", "", http.StatusInternalServerError},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := s.Post("/axl/", "CUCM:DB ver=14.0 "+row.operation, asked("14.0", row.operation, row.content))
			require.Equal(t, row.status, got.Status, got.Body)
			require.Equal(t, "text/xml;charset=UTF-8", got.Header.Get("Content-Type"))
			golden(t, row.name, got.Body)
		})
	}
}
