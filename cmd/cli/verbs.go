package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// verbs are the commands of tvslab by what they are for, in the order of the help.
var verbs = []struct {
	id, title string
	make      []func(*app) *cobra.Command
}{
	{"learn", "Look and learn:", []func(*app) *cobra.Command{demoCommand, lessonCommand, classroomCommand}},
	{"plan", "Check a change plan before anybody carries it out:", []func(*app) *cobra.Command{newCommand, checkCommand, planCommand, exploreCommand, whyCommand}},
	{"scenario", "Play scenarios, of the library and your own:", []func(*app) *cobra.Command{listCommand, showCommand, runCommand, schemaCommand}},
	{"lab", "Keep a lab up, and work on it:", []func(*app) *cobra.Command{serveCommand, labCommand, adminCommand, pageCommand, phonesCommand}},
	{"evidence", "Read what a real cluster has:", []func(*app) *cobra.Command{inspectCommand, importCommand, modelsCommand, reasonsCommand}},
	{"measure", "Measure, and use many machines:", []func(*app) *cobra.Command{benchCommand, deployCommand}},
	{"self", "This program and this machine:", []func(*app) *cobra.Command{doctorCommand, versionCommand}},
}

// addVerbs gives the root its commands, each in its group.
func (a *app) addVerbs(root *cobra.Command) {
	for _, group := range verbs {
		root.AddGroup(&cobra.Group{ID: group.id, Title: group.title})
		for _, verb := range group.make {
			cmd := verb(a)
			cmd.GroupID, cmd.SuggestFor = group.id, otherWords[cmd.Name()]
			root.AddCommand(cmd)
		}
	}
	root.SetHelpCommandGroupID("self")
	root.InitDefaultHelpCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() == "help" {
			helpWithNames(cmd)
		}
	}
	root.SetCompletionCommandGroupID("self")
}

// helpWithNames lets tvslab help refuse words that are no command, instead of printing the help of tvslab itself.
func helpWithNames(help *cobra.Command) {
	print := help.Run
	help.Run = nil
	help.RunE = func(cmd *cobra.Command, args []string) error {
		if _, rest, err := cmd.Root().Find(args); err != nil || len(rest) > 0 {
			return usageError{fmt.Errorf("help %q: there is no such command: tvslab --help lists all", strings.Join(args, " "))}
		}
		print(cmd, args)
		return nil
	}
}

// otherWords are what other programs call a verb, as people type them.
var otherWords = map[string][]string{
	"demo":      {"example", "tour", "quickstart"},
	"lesson":    {"learn", "course", "tutorial", "teach"},
	"classroom": {"class"},
	"new":       {"init", "create"},
	"check":     {"validate", "lint", "verify"},
	"plan":      {"simulate", "rehearse", "review"},
	"explore":   {"search", "fuzz"},
	"why":       {"explain"},
	"list":      {"ls", "library"},
	"run":       {"play", "test", "exec"},
	"serve":     {"start", "up", "server", "web", "dashboard"},
	"lab":       {"status", "ps"},
	"cli":       {"ssh", "shell", "admin"},
	"inspect":   {"decode", "dump"},
	"bench":     {"benchmark", "measure", "load"},
	"doctor":    {"diagnose", "diagnostics", "healthcheck"},
}
