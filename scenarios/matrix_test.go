package scenarios

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios/site"
)

// small is a valid scenario with a line for the matrix and for the steps.
func small(matrix, mode, model, steps string) string {
	return strings.NewReplacer("@MATRIX", matrix, "@SECURE", mode, "@MODEL", model, "@STEPS", steps).Replace(
		"title: T\nsource: S\n@MATRIX\ncluster:\n  @SECURE\n  tokens: [t1]\n  nodes:\n" +
			"    pub: {roles: [publisher, callmanager, tftp, tvs]}\n" +
			"phones: {desk: {model: @MODEL, tftp: [pub]}}\nsteps:\n@STEPS\n")
}

const expectCurrent = "  - expect: {desk: {trust: current}}"

func TestCells(t *testing.T) {
	for _, tt := range []struct {
		name, matrix, mode, model string
		want                      []string
	}{
		{"none", "", "", "8841", []string{"12.5 non-secure"}},
		{"release of its own", `release: "11.5"`, "mode: mixed-tokenless", "8841", []string{"11.5 mixed-tokenless"}},
		{"file order", `matrix: {release: ["12.5", "9.1"]}`, "", "8841", []string{"12.5 non-secure", "9.1 non-secure"}},
		{"product", `matrix: {release: ["11.5", "12.5"], mode: [mixed-tokenless, non-secure], model: ["8841", 7940]}`, "", "matrix", []string{
			"11.5 mixed-tokenless 8841", "11.5 mixed-tokenless 7940", "11.5 non-secure 8841", "11.5 non-secure 7940",
			"12.5 mixed-tokenless 8841", "12.5 mixed-tokenless 7940", "12.5 non-secure 8841", "12.5 non-secure 7940"}},
		{"except", `matrix: {release: ["9.1", "11.5", "15"], mode: [non-secure, mixed-tokenless], except: {mode: mixed-tokenless, release: "<10.0"}}`,
			"", "8841", []string{"9.1 non-secure", "11.5 non-secure", "11.5 mixed-tokenless", "15 non-secure", "15 mixed-tokenless"}},
		{"except list", `matrix: {release: ["9.1", "15"], mode: [mixed-tokenless, mixed-token], except: [{mode: mixed-tokenless, release: "9.1"}, {mode: mixed-token, release: "15"}]}`,
			"", "8841", []string{"9.1 mixed-token", "15 mixed-tokenless"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Load("m.yaml", []byte(small(tt.matrix, tt.mode, tt.model, expectCurrent)))
			require.NoError(t, err)
			var got []string
			for _, c := range s.Cells() {
				got = append(got, c.String())
				cell, err := s.For(c)
				require.NoError(t, err)
				require.Equal(t, []site.Cell{{Release: c.Release, Mode: c.Mode}}, cell.Cells(), "a cell has one combination left")
			}
			require.Equal(t, tt.want, got)
		})
	}
}

func TestForDropsWhatDoesNotApply(t *testing.T) {
	steps := `  - power-on: all
  - reset: all
    when: {release: "<12.0"}
  - expect: {desk: {trust: none}}
    when: {model: "7940"}
  - expect:
      desk:
        - {when: {release: "11.5"}, trust: locked}
        - {when: {release: "11.0..12.0"}, reason: signer-unknown}
        - {when: {release: ">=12.0"}, trust: current}
      pub:
        - {when: {model: "7940"}, itl: normal}`
	s, err := Load("m.yaml", []byte(small(`matrix: {release: ["11.5", "12.0", "12.5"], model: ["8841", "7940"]}`, "", "matrix", steps)))
	require.NoError(t, err)
	for _, tt := range []struct {
		cell  site.Cell
		steps []int // numbers in the file
		lines []int // of the expectations, below the group's
		nodes int
	}{
		{site.Cell{Release: "11.5", Mode: "non-secure", Model: "8841"}, []int{1, 2, 4}, []int{1, 2}, 0},
		{site.Cell{Release: "11.5", Mode: "non-secure", Model: "7940"}, []int{1, 2, 3, 4}, []int{1, 2}, 1},
		{site.Cell{Release: "12.0", Mode: "non-secure", Model: "8841"}, []int{1, 4}, []int{2, 3}, 0},
		{site.Cell{Release: "12.5", Mode: "non-secure", Model: "7940"}, []int{1, 3, 4}, []int{3}, 1},
	} {
		t.Run(tt.cell.String(), func(t *testing.T) {
			c, err := s.For(tt.cell)
			require.NoError(t, err)
			var numbers []int
			for _, step := range c.Steps {
				numbers = append(numbers, step.Number)
			}
			require.Equal(t, tt.steps, numbers)
			last := c.Steps[len(c.Steps)-1].does.(*expectation).Targets
			var lines []int
			for _, e := range last[0].Phones {
				lines = append(lines, e.Pos.Line-last[0].Name.Pos.Line)
			}
			require.Equal(t, tt.lines, lines)
			require.Len(t, last, 1+tt.nodes)
			require.Equal(t, tt.cell.Model, c.Phones[0].Model.Value)
			require.Equal(t, tt.cell.Release, c.Release.Value)
		})
	}
	require.Equal(t, site.MatrixModel, s.Phones[0].Model.Value, "the scenario itself is not changed")
	require.Len(t, s.Steps[3].does.(*expectation).Targets, 2)
}

func TestForOtherCells(t *testing.T) {
	s, err := Load("m.yaml", []byte(small(`release: "12.5"`, "", "8841", expectCurrent)))
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		cell site.Cell
		want string
	}{
		"unknown release": {site.Cell{Release: "12.6", Mode: "non-secure"}, `unknown release "12.6"`},
		"unknown mode":    {site.Cell{Release: "12.5", Mode: "mixed"}, `unknown mode "mixed"`},
		"mode too old":    {site.Cell{Release: "9.1", Mode: "mixed-tokenless"}, "mode mixed-tokenless needs release 10.0 or later, not 9.1"},
		"mode too new":    {site.Cell{Release: "15", Mode: "mixed-token"}, "mode mixed-token needs a release before 14SU3, not 15"},
		"fits":            {site.Cell{Release: "9.1", Mode: "mixed-token"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := s.For(tt.cell)
			if tt.want != "" {
				require.ErrorContains(t, err, tt.want)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.cell.Mode, c.Cluster.Mode.Value)
		})
	}
}

func TestMatrixIsBounded(t *testing.T) {
	models := "m0"
	for i := range site.MaxCells / 2 {
		models += fmt.Sprintf(", m%d", i+1)
	}
	_, err := Load("m.yaml", []byte(small("matrix: {release: [\"9.1\", \"11.5\"], model: ["+models+"]}", "", "matrix", expectCurrent)))
	require.ErrorContains(t, err, "the matrix has 1002 combinations; the limit is 1000")
}
