package board_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/classroom"
	"tvslab/web/testbrowser"
)

// enter logs somebody in by typing.
func (s *site) enter(t *testing.T, name, password string) *testbrowser.Tab {
	t.Helper()
	tab := testbrowser.Blank(t, s.address)
	tab.Allow("401") // the page of the login
	tab.Go("/")
	tab.Type("Name", name)
	tab.Type("Password", password)
	tab.Click("button", "Log in")
	tab.Until("location.pathname.split('/')[1] === '" + map[bool]string{true: "board", false: name}[name == classroom.Instructor] + "'")
	return tab
}

// TestInTheBrowser: three learners log in, and the instructor sees what they do as they do it, sends a message and sets all back.
func TestInTheBrowser(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "class"), "anna", "bert", "carla")
	t.Cleanup(s.end)
	board := s.enter(t, classroom.Instructor, s.Password)
	board.Wait("3 learners")
	testbrowser.Axe(t, board)
	var tabs []*testbrowser.Tab
	for _, l := range s.Learners {
		tabs = append(tabs, s.enter(t, l.Name, l.Password))
	}
	before := s.Seat("bert").Lab.Clock().Clock

	_, err := s.Seat("bert").Lab.Do(t.Context(), "restart: {service: Cisco Tftp, nodes: all}")
	require.NoError(t, err)
	board.Until("document.querySelector('#learner-bert').textContent.includes('Cisco Tftp')")

	board.Type("Message…", "Look at the ITL first <i>now</i>")
	board.Click("button", "Send")
	tabs[0].Wait("Look at the ITL first <i>now</i>")
	tabs[2].Wait("Look at the ITL first <i>now</i>")

	board.Click("button", "Set all back to the checkpoint")
	board.Click("button", "OK")
	board.Wait("Set back to the checkpoint: all.")
	require.Equal(t, before, s.Seat("bert").Lab.Clock().Clock)

	board.Press("Escape")
	board.TabTo("link", "carla")
	board.Press("Enter")
	board.Until("location.pathname.startsWith('/carla/')")
	for _, size := range []testbrowser.Size{testbrowser.Phone, testbrowser.Tablet} {
		board.Size(size)
		board.Go("/board/")
		board.Wait("3 learners")
		testbrowser.Axe(t, board)
	}
}
