package classroom_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/classroom"
)

func TestNames(t *testing.T) {
	for _, row := range []struct {
		name, text string
		want       []string
		err        string
	}{
		{"commas", "anna,bert", []string{"anna", "bert"}, ""},
		{"lines, blanks and notes", "Anna # the first\n\n bert,\tcarla \n", []string{"anna", "bert", "carla"}, ""},
		{"nobody", " # nobody\n", nil, "at least one"},
		{"twice", "anna,Anna", nil, `"anna" is there twice`},
		{"a path", "../bert", nil, "letters a to z"},
		{"an element of an address", "a/b", nil, "letters a to z"},
		{"pages need it", "login", nil, "the pages of the class need it"},
		{"the instructor", "instructor", nil, "the pages of the class need it"},
		{"too long", strings.Repeat("a", 33), nil, "at most 32"},
		{"too many", strings.Join(classroom.Numbered(61), " "), nil, "at most 60"},
	} {
		t.Run(row.name, func(t *testing.T) {
			names, err := classroom.ParseNames([]byte(row.text))
			if row.err != "" {
				require.ErrorContains(t, err, row.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, row.want, names)
		})
	}
}

// FuzzParseNames: whatever is read as names can be part of addresses and of names of files.
func FuzzParseNames(f *testing.F) {
	f.Add([]byte("anna, bert # two\ncarla"))
	f.Fuzz(func(t *testing.T, text []byte) {
		names, err := classroom.ParseNames(text)
		if err != nil {
			return
		}
		for _, name := range names {
			require.Regexp(t, `^[a-z0-9-]{1,32}$`, name)
			require.NotEqual(t, "board", name)
		}
	})
}

// TestRegister: everybody has a password of words and a world of his own; the same seed makes the same worlds, and other passwords.
func TestRegister(t *testing.T) {
	one, err := classroom.NewRegister("a-scenario", true, "", 7, classroom.Numbered(12))
	require.NoError(t, err)
	two, err := classroom.NewRegister("a-scenario", true, "", 7, classroom.Numbered(12))
	require.NoError(t, err)
	seeds, passwords := map[uint64]bool{}, map[string]bool{one.Password: true}
	for i, l := range one.Learners {
		require.Regexp(t, `^[a-z]{4,8}(-[a-z]{4,8}){4}$`, l.Password)
		require.Equal(t, l.Seed, two.Learners[i].Seed)
		require.NotEqual(t, l.Password, two.Learners[i].Password)
		seeds[l.Seed], passwords[l.Password] = true, true
	}
	require.Len(t, seeds, 12)
	require.Len(t, passwords, 13)

	dir := t.TempDir() + "/class"
	require.NoError(t, one.Write(dir))
	require.ErrorIs(t, two.Write(dir), classroom.ErrIsClass)
	read, err := classroom.Read(dir)
	require.NoError(t, err)
	require.Equal(t, one, read)
	_, err = classroom.Read(t.TempDir())
	require.ErrorIs(t, err, classroom.ErrNoClass)
}

// FuzzParseRegister: a register that is read has learners who can have labs.
func FuzzParseRegister(f *testing.F) {
	f.Add([]byte(`{"schema":1,"course":"a","scenario":true,"password":"b","learners":[{"name":"anna","password":"c","seed":3}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := classroom.ParseRegister(data)
		if err != nil {
			return
		}
		require.NotEmpty(t, r.Learners)
		require.NotEmpty(t, r.Password)
		for _, l := range r.Learners {
			require.Regexp(t, `^[a-z0-9-]{1,32}$`, l.Name)
			require.NotEmpty(t, l.Password)
		}
	})
}
