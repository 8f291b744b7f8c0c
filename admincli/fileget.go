package admincli

import (
	"fmt"
	"path"
	"strconv"
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

// getFile is `file get`: the file goes to an SFTP server. The lab's own keeps exported recovery keys; a lab that is being served reaches
// others, too (Outside.SFTP).
func getFile(s *session, area string) error {
	found, err := s.need("get", area)
	if err != nil {
		return err
	}
	total := 0
	for _, f := range found {
		total += f.size()
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
	if err := s.send(found, answers); err != nil {
		return err
	}
	s.print("\nTransfer completed.\n")
	return nil
}

// send puts files on the SFTP server that the answers name.
func (s *session) send(files []nodeFile, answers []string) error {
	if real := s.host.Outside().real(answers[0]); real != nil {
		return s.sendReal(real, files, answers)
	}
	for _, f := range files {
		if path.Base(f.path) != recoveryFile {
			continue
		}
		key, err := s.cluster.ExportRecoveryKey(s.node.ID)
		if err != nil {
			return err
		}
		s.host.Outside().keep(answers[0], path.Join(answers[4], recoveryFile), key)
	}
	return nil
}

// sendReal sends files over the network.
func (s *session) sendReal(to SFTP, files []nodeFile, answers []string) error {
	port := defaultSFTPPort
	if answers[1] != "" {
		var err error
		if port, err = strconv.Atoi(answers[1]); err != nil || port < 1 || port > 65535 {
			return fmt.Errorf("file get: %q is no port", answers[1])
		}
	}
	var sent []SentFile
	for _, f := range files {
		data, err := f.bytes()
		if err != nil {
			return err
		}
		sent = append(sent, SentFile{path.Base(f.path), data})
	}
	return to.Put(SFTPServer{answers[0], answers[2], answers[3], port}, answers[4], sent)
}
