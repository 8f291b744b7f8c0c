package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// jenkinsShell are the shell steps of a Jenkinsfile.
var jenkinsShell = regexp.MustCompile(`(?s)\bsh '''(.*?)'''`)

// steps writes the shell steps of a pipeline in examples/ci to step-1.sh, step-2.sh and so on, as its runner would run them: `steps FILE`.
func steps(ts *testscript.TestScript, _ bool, args []string) {
	text, err := os.ReadFile(filepath.Join(ts.Getenv("PIPELINES"), args[0]))
	ts.Check(err)
	list := shellSteps(ts.Check, args[0], text)
	if len(list) == 0 {
		ts.Fatalf("%s has no shell steps", args[0])
	}
	for i, step := range list {
		ts.Check(os.WriteFile(ts.MkAbs(fmt.Sprintf("step-%d.sh", i+1)), []byte(step), 0o644))
	}
}

func shellSteps(check func(error), name string, text []byte) (list []string) {
	if strings.HasSuffix(name, "Jenkinsfile") {
		for _, step := range jenkinsShell.FindAllStringSubmatch(string(text), -1) {
			list = append(list, "set -xe\n"+strings.ReplaceAll(step[1], "\\\n", "")) // Groovy joins such lines
		}
		return list
	}
	var pipeline map[string]any
	check(yaml.Unmarshal(text, &pipeline))
	if runs, ok := pipeline["runs"].(map[string]any); ok {
		for _, step := range runs["steps"].([]any) {
			list = append(list, "set -eo pipefail\n"+step.(map[string]any)["run"].(string))
		}
		return list
	}
	for _, job := range pipeline {
		for _, part := range []string{"before_script", "script"} {
			lines := []string{"set -eo pipefail"}
			for _, line := range job.(map[string]any)[part].([]any) {
				lines = append(lines, line.(string))
			}
			list = append(list, strings.Join(lines, "\n"))
		}
	}
	return list
}

const pipelines = "../../examples/ci"

// action is what is looked at of a composite action.
type action struct {
	Inputs  map[string]struct{ Description string }
	Outputs map[string]struct{ Value string }
	Runs    struct {
		Using string
		Steps []struct {
			ID, Shell, Run string
			Env            map[string]string
		}
	}
}

// expression is one of GitHub's, of what an action refers to.
var expression = regexp.MustCompile(`\$\{\{ (inputs|steps)\.([a-z0-9]+)(\.outputs\.([a-z]+))? \}\}`)

// TestAction: all that a composite action refers to is there, and nothing that somebody else writes becomes text of a script.
func TestAction(t *testing.T) {
	text, err := os.ReadFile(pipelines + "/github/action/action.yml")
	require.NoError(t, err)
	var a action
	require.NoError(t, yaml.Unmarshal(text, &a))
	require.Equal(t, "composite", a.Runs.Using)
	outputs := map[string]string{} // by step
	for _, s := range a.Runs.Steps {
		require.Equal(t, "bash", s.Shell, "a composite action names the shell of each step")
		require.NotContains(t, s.Run, "${{", "inputs come as environment")
		for _, name := range regexp.MustCompile(`\$\{?#?([A-Z][A-Z0-9_]+)`).FindAllStringSubmatch(s.Run, -1) {
			if !strings.HasPrefix(name[1], "GITHUB_") && !strings.HasPrefix(name[1], "RUNNER_") {
				require.Contains(t, s.Env, name[1], s.ID)
			}
		}
		outputs[s.ID] = s.Run
	}
	found := expression.FindAllStringSubmatch(string(text), -1)
	require.Equal(t, strings.Count(string(text), "${{"), len(found))
	for _, e := range found {
		if e[1] == "inputs" {
			require.Contains(t, a.Inputs, e[2])
		} else {
			require.Contains(t, outputs[e[2]], `echo "`+e[4]+`=`)
		}
	}
}

// TestPipelinesRefer: what the pipelines publish is what their commands write, and the workflow gives the action inputs that it has.
func TestPipelinesRefer(t *testing.T) {
	for _, name := range []string{"gitlab/plan.gitlab-ci.yml", "jenkins/Jenkinsfile"} {
		text, err := os.ReadFile(filepath.Join(pipelines, name))
		require.NoError(t, err)
		shell := strings.Join(shellSteps(func(err error) { require.NoError(t, err) }, name, text), "\n")
		for _, file := range regexp.MustCompile(`tvslab-report/[a-z]+\.[a-z]+`).FindAllString(string(text), -1) {
			require.Contains(t, shell, file, name)
		}
	}
	text, err := os.ReadFile(pipelines + "/github/plan.yml")
	require.NoError(t, err)
	var workflow struct {
		Jobs map[string]struct {
			Steps []struct {
				Uses string
				With map[string]any
			}
		}
	}
	require.NoError(t, yaml.Unmarshal(text, &workflow))
	var a action
	text, err = os.ReadFile(pipelines + "/github/action/action.yml")
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(text, &a))
	used := false
	for _, s := range workflow.Jobs["plan"].Steps {
		if strings.HasSuffix(s.Uses, "/examples/ci/github/action") {
			used = true
			for input := range s.With {
				require.Contains(t, a.Inputs, input)
			}
		}
	}
	require.True(t, used)
}
