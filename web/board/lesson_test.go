package board_test

import (
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/classroom"
	"tvslab/lessons"
)

// TestLessonOfAClass: tasks that one learner has done, and hints that another took, stand on the board and in the results, and the next day too.
func TestLessonOfAClass(t *testing.T) {
	l, err := lessons.Find("first-look")
	require.NoError(t, err)
	course, err := classroom.OfLesson(l, "")
	require.NoError(t, err)
	dir := filepath.Join(t.TempDir(), "class")
	s := openCourse(t, dir, course, "anna", "bert")
	anna, bert := s.login(t, "anna", s.Seat("anna").Password), s.login(t, "bert", s.Seat("bert").Password)
	status, text := anna.send("POST", "/anna/api/v1/lesson/solve", "application/json", `{"all":true}`)
	require.Equal(t, http.StatusOK, status, text)
	status, text = anna.send("POST", "/anna/api/v1/lesson/check", "application/json", "{}")
	require.Equal(t, http.StatusOK, status, text)
	_, text = s.login(t, classroom.Instructor, s.Password).get("/board/")
	require.NotContains(t, text, `class="task tried"`)
	status, text = bert.send("POST", "/bert/api/v1/lesson/hint", "application/json", `{"task":"replace"}`)
	require.Equal(t, http.StatusOK, status, text)
	require.Eventually(t, func() bool {
		r, err := s.Results(t.Context())
		return err == nil && r.Learners[1].Marks.Hints() == 1
	}, 10*time.Second, 50*time.Millisecond, "a hint changes nothing in the lab, and stands on the board all the same")
	check := func(s *site) {
		r, err := s.Results(t.Context())
		require.NoError(t, err)
		require.Positive(t, r.Learners[0].Marks.Count(classroom.TaskDone))
		require.Equal(t, 1, r.Learners[1].Marks.Hints())
		require.Equal(t, 1, r.Learners[1].Marks.Count(classroom.TaskTried))
		require.Zero(t, r.Learners[1].Marks.Points)
		_, text := s.login(t, classroom.Instructor, s.Password).get("/board/")
		require.Contains(t, text, `class="task done"`)
		require.Contains(t, text, `class="task tried"`)
	}
	check(s)
	s.end()
	s = openCourse(t, dir, course)
	defer s.end()
	check(s)
}
