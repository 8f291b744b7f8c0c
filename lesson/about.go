package lesson

// About is what a list says of a lesson.
type About struct {
	Name     string   `json:"name"`
	Title    string   `json:"title"`
	Level    string   `json:"level"`
	Minutes  int      `json:"minutes"`
	Teaches  []string `json:"teaches"`
	Source   string   `json:"source"`
	Releases []string `json:"releases"`
	Tasks    int      `json:"tasks"`
}

// About tells of the lesson.
func (l *Lesson) About() About {
	return About{l.Name, l.Title, l.Level.Value, l.Minutes, l.Teaches, l.Source, l.Releases.Values(), len(l.Tasks)}
}
