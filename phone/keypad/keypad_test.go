package keypad

import (
	"bytes"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/pages"
	"tvslab/phone/trust"
)

var start = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

// facts are those of a phone with an ITL and a configuration.
func facts(t *testing.T, model string) *Facts {
	m, ok := phone.ModelByName(model)
	require.True(t, ok)
	s := &phone.State{ParsedConfig: &content.Config{Line: content.Line{Number: "4001"}}, Status: []phone.StatusLine{{Time: start, Text: "Trust List update failed"}}}
	s.Lists[trust.ITL].File = content.NewFile([]byte("list"))
	return &Facts{Phone: pages.Phone{Name: "SEP0A0101000001", Model: m, State: s, ITL: m.ChecksumOf([]byte("list")), Registered: "pub", Now: start}}
}

// keys expands a sequence as people write it: "Settings 4 5 2 ** # Soft2".
func keys(sequence string) (list []string) {
	for word := range strings.FieldsSeq(sequence) {
		switch {
		case word == "#":
			list = append(list, "KeyPadPound")
		case strings.Trim(word, "*") == "":
			list = append(list, slices.Repeat([]string{"KeyPadStar"}, len(word))...)
		case len(word) == 1:
			list = append(list, "KeyPad"+word)
		default:
			list = append(list, word)
		}
	}
	return list
}

// press presses the keys one after the other, a second apart, and returns what was done and by which key.
func press(p *Pad, f *Facts, sequence string) (act Act, at int) {
	for i, key := range keys(sequence) {
		if did := p.Press(key, f, start.Add(time.Duration(i)*time.Second)); did != "" && act == "" {
			act, at = did, i+1
		}
	}
	return act, at
}

// TestSequences: the keys of public programs, and what people find in guides.
func TestSequences(t *testing.T) {
	for _, row := range []struct {
		models, keys string
		want         Act
	}{
		{"7941 7942 7945 7961 7962 7965 7971 7975", "Settings 4 5 2 ** # Soft2 Soft4 Soft2", EraseITL},
		{"7941 7961 7965 7970", "Settings 4 5 2 ** # Soft4 Soft2", EraseITL},
		{"7965", "Settings 4 5 1 ** # Soft4 Soft2", EraseCTL},
		{"7970 7971 7975", "Settings 4 5 2 Soft5", EraseITL},
		{"7965", "Settings 4 5 2 Soft4 Soft2", ""}, // locked
		{"7965", "Settings 4 5 2 Soft5", ""},
		{"7965", "Settings ** # **", Restart},
		{"8841", "Applications ** # **", ""},
		{"7821 7841", "Applications 5 4 4 Soft2", EraseLists},
		{"7821 7841", "Applications 5 4 1 Soft2", ResetAll},
		{"7821", "Applications 5 4 4 Soft3", ""},
		{"8841 8851 8861", "Applications 5 4 2 Soft3", EraseLists},
		{"8841 8845 8865", "Applications 5 4 4 Soft3", EraseLists},
		{"8841 8861", "Applications 5 4 5 Soft3 Soft1", EraseLists},
		{"8811", "Applications 5 4 5 Soft3 Soft1 Soft1", EraseLists},
		{"8851", "Applications 6 4 5 Soft3 Soft1 Soft1", EraseLists},
		{"8831", "Services NavLeft Soft3 4 4 Soft4 Soft2", EraseLists},
		{"8851", "Applications 5 2 3 2 ** # Soft2", EraseITL},
		{"8851", "Applications NavDwn NavDwn NavDwn NavSelect NavDwn NavDwn NavDwn NavSelect NavDwn Soft1 Soft3", EraseLists},
		{"7940", "Settings 4 2 ** # Soft4 Soft2", EraseCTL},
		{"7937 6901 DX80 7925", "Settings 4 5 2 ** # Soft4 Soft2 Applications 5 4 4 Soft3", ""},
	} {
		for model := range strings.FieldsSeq(row.models) {
			t.Run(model+" "+row.keys, func(t *testing.T) {
				f := facts(t, model)
				p := New(f.Model)
				act, _ := press(p, f, row.keys)
				require.Equal(t, row.want, act)
				if act != "" {
					require.False(t, p.Screen(f, start).Menu, "a phone that resets shows no menu")
				}
			})
		}
	}
}

// TestEveryDeletion: where a source says how lists are deleted on a model there are keys for it, and else there are none. Each act of a
// menu is reached by its keys.
func TestEveryDeletion(t *testing.T) {
	for _, name := range phone.ModelNames() {
		m, _ := phone.ModelByName(name)
		_, known := m.ByHand(phone.DeedDelete)
		require.Equal(t, known, treeOf(m) != nil, name)
		if !known {
			continue
		}
		var acts []Act
		for _, path := range paths(treeOf(m).menu, nil) {
			for open := range treeOf(m).opens {
				f, p := facts(t, name), New(m)
				p.Press(open, f, start)
				for _, digit := range path {
					p.Press("KeyPad"+digit, f, start)
				}
				for _, key := range keys("** # Soft4 Soft1 Soft2 Soft3 Soft5") {
					if act := p.Press(key, f, start); act != "" {
						acts = append(acts, act)
						break
					}
				}
			}
		}
		lists := 0
		for _, act := range acts {
			lists += len(act.Lists())
		}
		require.NotZero(t, lists, "%s: %v", name, acts)
	}
}

// paths are the digits to all views.
func paths(menu []entry, before []string) (all [][]string) {
	for _, e := range menu {
		path := append(slices.Clone(before), e.digits[:1])
		if e.view != nil {
			all = append(all, path)
		}
		all = append(all, paths(e.in, path)...)
	}
	return all
}

// TestSettingsAccess: without it nobody gets to the trust lists.
func TestSettingsAccess(t *testing.T) {
	for _, row := range []struct {
		model  string
		access content.SettingsAccess
		keys   string
		want   Act
		title  string
	}{
		{"7965", content.SettingsDisabled, "Settings 4 5 2 ** # Soft4 Soft2", "", "12:00pm 01/05/26"},
		{"7965", content.SettingsRestricted, "Settings 4 5 2 ** # Soft4 Soft2", "", "Model Information"}, // 4 does nothing, 5 does
		{"7965", content.SettingsEnabled, "Settings 4 5 2 ** # Soft4 Soft2", EraseITL, "12:00pm 01/05/26"},
		{"8841", content.SettingsDisabled, "Applications 5 4 4 Soft3", "", "12:00pm 01/05/26"},
		{"8841", content.SettingsDisabled, "Applications 3", "", "Phone information"},
	} {
		f := facts(t, row.model)
		f.State.ParsedConfig.SettingsAccess = row.access
		p := New(f.Model)
		act, _ := press(p, f, row.keys)
		require.Equal(t, row.want, act, row)
		require.Equal(t, row.title, p.Screen(f, start).Title, row)
	}
}

// TestIdle: a menu closes by itself, and **# counts no longer.
func TestIdle(t *testing.T) {
	f := facts(t, "7965")
	p := New(f.Model)
	press(p, f, "Settings 4 5 2 ** #")
	require.Equal(t, "ITL File", p.Screen(f, start.Add(20*time.Second)).Title)
	late := start.Add(2 * Idle)
	require.Empty(t, p.Press("Soft4", f, late))
	require.False(t, p.Screen(f, late).Menu)
}

// TestScreens: what is seen on the way.
func TestScreens(t *testing.T) {
	f := facts(t, "8841")
	p := New(f.Model)
	require.Equal(t, []string{"4001", "Trust List update failed"}, p.Screen(f, start).Lines)
	f.Registered = ""
	require.Equal(t, []string{"4001", "Phone not registered", "Trust List update failed"}, p.Screen(f, start).Lines)
	press(p, f, "Applications 5 2 3 2")
	s := p.Screen(f, start)
	require.Equal(t, "ITL file", s.Title)
	require.Equal(t, f.ITL[:40], strings.Join(s.Lines, ""))
	require.Empty(t, s.Soft[1])
	press(p, f, "** #")
	require.Equal(t, "Erase", p.Screen(f, start).Soft[1])
	require.Equal(t, EraseITL, p.Named("erase", f, start.Add(time.Second)))
	press(p, f, "Applications 5 3 1")
	require.Equal(t, []string{"[12:00:00pm 01/05/26] Trust List update failed"}, p.Screen(f, start).Lines)
	p.Press("Services", f, start)
	require.Equal(t, []string{"No services configured"}, p.Screen(f, start).Lines)
	f.HostNotFound = func() bool { return true }
	require.Equal(t, []string{"Host Not Found"}, p.Screen(f, start).Lines)
}

// TestDraw: a picture in the size of each model's display, another one for another screen.
func TestDraw(t *testing.T) {
	for _, name := range phone.ModelNames() {
		m, _ := phone.ModelByName(name)
		var idle, menu bytes.Buffer
		require.NoError(t, Draw(&idle, m, Screen{Title: "12:00pm", Lines: []string{"4001"}, Cursor: -1}))
		require.NoError(t, Draw(&menu, m, Screen{Title: "Settings", Lines: slices.Repeat([]string{"a line that is longer than a display is wide, of any model"}, 100), Cursor: 99,
			Soft: [softKeys]string{"Select", "", "Exit", "more", "Erase"}}))
		require.NotEqual(t, idle.Bytes(), menu.Bytes())
		picture, err := png.Decode(&idle)
		require.NoError(t, err)
		width, height := Size(m)
		require.Equal(t, width, picture.Bounds().Dx())
		require.Equal(t, height, picture.Bounds().Dy())
	}
}
