package lesson

import (
	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
)

// Levels are how difficult lessons are, the easiest first.
var Levels = []string{"beginner", "intermediate", "advanced", "exam"}

// Lesson is a lesson file, read and checked, as its seed makes it.
type Lesson struct {
	File string `json:"-"` // as given to Load
	Name string `json:"name"`
	Seed uint64 `json:"seed"`
	Pos  file.Pos

	Title      string     `yaml:"title" need:"true" range:"1..200" doc:"What it is about, in one line."`
	Level      level      `yaml:"level" need:"true" doc:"How difficult it is."`
	Minutes    int        `yaml:"minutes" need:"true" range:"1..480" doc:"How long a learner takes, about."`
	Order      int        `yaml:"order" range:"0..10000" doc:"Its place among the lessons; those with the same one stand by name."`
	Teaches    []string   `yaml:"teaches" need:"true" range:"1..20" doc:"What is learnt, sentence by sentence."`
	Source     string     `yaml:"source" need:"true" range:"1..1000" doc:"The document and section that it comes from."`
	Releases   file.Names `yaml:"releases" need:"true" doc:"The CUCM releases on which it can be done; the first is the usual one."`
	Story      string     `yaml:"story" need:"true" range:"1..10000" doc:"The ticket: what somebody reports, and what is known."`
	Varies     varies     `yaml:"varies" doc:"What differs between learners: names, each with a list of values. The seed chooses one of each list; ${name} or ${name.key} stands for it anywhere in keys and texts of the file, and in the lists that follow."`
	Scenario   beginning  `yaml:"scenario" need:"true" doc:"The lab to start from: the body of a scenario file (cluster, phones, steps, ...), or library and steps."`
	Tasks      []Task     `yaml:"tasks" need:"true" range:"1..30" doc:"What the learner does, in order."`
	WrongMoves []Move     `yaml:"wrong-moves" range:"1..30" doc:"Typical wrong moves, each with its hint."`
	Solution   steps      `yaml:"solution" need:"true" doc:"Steps of the scenario language after which all tasks are done."`
	Needs      int        `yaml:"needs" range:"1..1000" doc:"How many steps and commands a good learner takes; as many as the solution has when absent."`
	Debrief    string     `yaml:"debrief" need:"true" range:"1..10000" doc:"What happened and why, for afterwards."`
	text       []byte     // the file
}

// Task is one thing that a learner does, or answers.
type Task struct {
	Pos      file.Pos
	Name     file.Name  `yaml:"name" need:"true" doc:"A word for it, unique in the lesson."`
	Says     string     `yaml:"says" need:"true" range:"1..2000" doc:"What is to be done."`
	When     *site.When `yaml:"when" doc:"Only in these releases."`
	Check    []Check    `yaml:"check" range:"1..30" doc:"What holds when it is done."`
	Question *Question  `yaml:"question" doc:"What is to be answered."`
	Hints    []Hint     `yaml:"hints" range:"1..10" doc:"Hints, from a general one to the exact way."`
	Points   int        `yaml:"points" range:"1..100" doc:"What it is worth; 10 when absent."`
}

// DefaultPoints is what a task is worth that does not say it.
const DefaultPoints = 10

// Hint is a sentence that helps.
type Hint struct {
	Pos  file.Pos
	Says string     `yaml:"says" need:"true" short:"true" range:"1..2000" doc:"The hint."`
	When *site.When `yaml:"when" doc:"Only in these releases."`
}

// Question is asked of the learner.
type Question struct {
	Pos     file.Pos
	Ask     string   `yaml:"ask" need:"true" range:"1..2000" doc:"The question."`
	Choices []string `yaml:"choices" range:"2..10" doc:"What can be chosen; a free answer when absent."`
	Answers []string `yaml:"answers" range:"1..20" doc:"Right answers. Of choices: all that must be chosen. Else each is right by itself; case, blanks and the punctuation of hexadecimal numbers do not matter."`
	Fact    *Fact    `yaml:"fact" doc:"The right answer is something of the lab, which differs from lab to lab."`
	Why     string   `yaml:"why" need:"true" range:"1..2000" doc:"Why that is right, told with the answer."`
}

// Fact is something of a lab that a learner looks up.
type Fact struct {
	Pos         file.Pos
	Certificate file.Name `yaml:"certificate" need:"true" doc:"Of which certificate: NODE/STORE."`
	Field       fact      `yaml:"field" need:"true" doc:"What of it: serial, subject, issuer or until (the day on which it ends, 2031-01-05)."`
}

// Move is a typical wrong move.
type Move struct {
	Pos  file.Pos
	Name file.Name  `yaml:"name" need:"true" doc:"A word for it, unique in the lesson."`
	Says string     `yaml:"says" range:"1..2000" doc:"What was done wrongly, for the instructor."`
	When []Check    `yaml:"when" need:"true" range:"1..20" doc:"Checks that all hold when it was made, and no more when it was mended."`
	Only *site.When `yaml:"only" doc:"Only in these releases."`
	Hint string     `yaml:"hint" need:"true" range:"1..2000" doc:"What the learner is told."`
	Play steps      `yaml:"play" need:"true" doc:"Steps of the scenario language that make the move."`
}

type level struct{ file.Name }

// Words are the levels.
func (level) Words() []string { return Levels }

type fact struct{ file.Name }

// Words are what can be asked of a certificate.
func (fact) Words() []string { return []string{"serial", "subject", "issuer", "until"} }

// Text is the file.
func (l *Lesson) Text() string { return string(l.text) }
