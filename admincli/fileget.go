package admincli

import (
	"path"
	"strings"
)

// sftpQuestions is the dialogue of `file get` (recalled). The lab's own server is assumed.
var sftpQuestions = []question{
	{prompt: "SFTP server IP: ", assumed: "sftp"},
	{prompt: "SFTP server port [22]: ", assumed: "22"},
	{prompt: "User ID: ", assumed: "administrator"},
	{prompt: "Password: ", secret: true},
	{prompt: "\nDownload directory: ", assumed: "/"},
}

// getFile is `file get`: the file goes to an SFTP server. The lab keeps exported recovery keys there; other files are
// sent nowhere.
func getFile(s *session, area string) error {
	found, err := s.need("get", area)
	if err != nil {
		return err
	}
	total := 0
	for _, f := range found {
		total += f.size
	}
	s.printf("Please wait while the system is gathering files info ...done.\nSub-directories were not traversed.\n"+
		"Number of files affected: %d\nTotal size in Bytes: %d\nTotal size in Kbytes: %g\n", len(found), total, float64(total)/1024)
	yes, err := s.confirm("Would you like to proceed [y/n]? ", "y")
	if err != nil || !yes {
		return err
	}
	var answers []string
	for _, q := range sftpQuestions {
		answer, err := s.ask(q)
		if err != nil {
			return err
		}
		answers = append(answers, strings.TrimSpace(answer))
	}
	if err := s.send(found, answers[0], answers[4]); err != nil {
		return err
	}
	s.print("\nTransfer completed.\n")
	return nil
}

// send puts files on the SFTP server.
func (s *session) send(files []nodeFile, host, folder string) error {
	for _, f := range files {
		if path.Base(f.path) != recoveryFile {
			continue
		}
		key, err := s.cluster.ExportRecoveryKey(s.node.ID)
		if err != nil {
			return err
		}
		s.host.Outside().keep(host, path.Join(folder, recoveryFile), key)
	}
	return nil
}
