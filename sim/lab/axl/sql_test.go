package axl_test

import (
	"html"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/lab/testnode"
	"tvslab/sim/tables"
)

// sql asks for a statement.
func sql(s *testnode.Lab, operation, statement string) testnode.Answer {
	return s.Post("/axl/", "CUCM:DB ver=14.0 "+operation, asked("14.0", operation, "<sql>"+html.EscapeString(statement)+"</sql>"))
}

func TestSQLAnswers(t *testing.T) {
	s := serve(t, testnode.Site)
	for name, statement := range map[string]string{
		"sql rows":      "select first 2 name, tkmodel, lscissuername from device where name matches 'SEP*' order by name desc",
		"sql nothing":   "select name, lscvaliduntil, pkid from device where lscvaliduntil > 0",
		"sql count":     "select count(*) from processnode",
		"sql no table":  "select * from devices",
		"sql no syntax": "select from where",
	} {
		t.Run(name, func(t *testing.T) {
			golden(t, name, sql(s, "executeSQLQuery", statement).Body)
		})
	}
}

// TestRenewal is what a public script does with LSCs that end: it sets three columns, and applies the configuration.
func TestRenewal(t *testing.T) {
	s := serve(t, testnode.Site)
	id := tables.DeviceID("SEP0A0101000002")
	got := sql(s, "executeSQLUpdate", "update device set tkcertificatestatus=2, tkCertificateOperation=2, UpgradeFinishTime='2026:12:22:12:00' where pkid='"+id+"'")
	require.Equal(t, http.StatusOK, got.Status, got.Body)
	require.Contains(t, got.Body, "<return><rowsUpdated>1</rowsUpdated></return>")
	did := s.Did()
	require.Equal(t, `axl administrator: certificate-operation: {"operation":"install-upgrade","phones":["floor[2]"]}`, did[len(did)-1])
	require.Contains(t, sql(s, "executeSQLQuery", "select name from device where tkcertificateoperation=2").Body, "<row><name>SEP0A0101000002</name></row></return>")
}

func TestSQLUpdates(t *testing.T) {
	s := serve(t, testnode.Site)
	for statement, want := range map[string]string{
		"update device set tkcertificateoperation=2 where name like 'SEP%'":                           "certificate-operation: {operation:install-upgrade,phones:[floor",
		"update processconfig set paramvalue='T' where paramname='RollBackToPreGrayback'":             "set: {parameter:Prepare Cluster for Rollback to pre 8.0,value:True}",
		"update securityprofile set tkdevicesecuritymode=3 where name matches 'Cisco 8841*'":          "security-profile: {mode:encrypted,phones:[floor",
		"update device set specialloadinformation='sip88xx.12-5-1SR1-4' where name='SEP0A0101000001'": "phone-load: {load:sip88xx.12-5-1SR1-4,phones:[floor[1]]}",
	} {
		got := sql(s, "executeSQLUpdate", statement)
		require.Equal(t, http.StatusOK, got.Status, got.Body)
		did := s.Did()
		require.Contains(t, strings.ReplaceAll(did[len(did)-1], `"`, ""), "axl administrator: "+want)
	}
	before := s.Did()
	for statement, want := range map[string]string{
		"update device set description='x'":                      "column description of device: this lab does not keep another value",
		"update device set tkcertificateoperation=9":             "column tkcertificateoperation: &quot;9&quot; is none of its values",
		"update device set upgradefinishtime='2026:12:22:12:00'": "follow from others",
		"delete from device":                                     "A syntax error has occurred.",
		"select name from device":                                "A syntax error has occurred.",
	} {
		got := sql(s, "executeSQLUpdate", statement)
		require.Equal(t, http.StatusInternalServerError, got.Status, statement)
		require.Contains(t, got.Body, want)
	}
	require.Equal(t, before, s.Did(), "nothing was done")
	require.Contains(t, sql(s, "executeSQLUpdate", "update device set tkcertificateoperation=2 where name='nobody'").Body, "<rowsUpdated>0</rowsUpdated>")
}

// TestUndo: what came over AXL is taken back as everything is.
func TestUndo(t *testing.T) {
	s := serve(t, testnode.Site)
	const waiting = "select count(*) from device where tkcertificateoperation=2"
	require.Equal(t, http.StatusOK, sql(s, "executeSQLUpdate", "update device set tkcertificateoperation=2").Status)
	require.Contains(t, sql(s, "executeSQLQuery", waiting).Body, "<count>3</count>")
	_, err := s.Lab.GoTo(t.Context(), 0)
	require.NoError(t, err)
	require.Contains(t, sql(s, "executeSQLQuery", waiting).Body, "<count>0</count>")
}
