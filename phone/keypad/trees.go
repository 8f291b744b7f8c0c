package keypad

// trees are the menus of models. Where numbers of entries come from scripts that press them, they are theirs; the others are guesses.
var trees = []tree{
	{models: "7906 7911 7931 7941 7942 7945 7961 7962 7965", opens: settingsKey, menu: settings79(listFile79(EraseCTL), listFile79(EraseITL)), closed: true, stars: true,
		width: 320, height: 196},
	{models: "7970 7971 7975", opens: settingsKey, menu: settings79(listFile7970(EraseCTL), listFile7970(EraseITL)), closed: true, stars: true, width: 320, height: 216},
	{models: "7940 7960", opens: settingsKey, menu: settings7940, closed: true, stars: true, width: 133, height: 65},
	{models: "7811 7821 7832 7841 7861", opens: applicationsKeys, menu: applications(reset(1)), width: 396, height: 162},
	{models: "8811 8821 8832 8841 8845 8851 8851NR 8861 8865 8865NR 8961 9951 9971", opens: applicationsKeys, menu: applications(reset(2)), width: 800, height: 480},
	{models: "8941 8945", opens: applicationsKeys, menu: applications8940, width: 640, height: 480},
	{models: "8831", opens: map[string]string{"Soft3": "Applications", "Settings": "Applications"}, menu: applications8831, width: 396, height: 162},
	{models: "6921 6941 6945 6961", opens: applicationsKeys, menu: applications(reset(1)), width: 396, height: 81},
}

var (
	settingsKey      = map[string]string{"Settings": "Settings"}
	applicationsKeys = map[string]string{"Applications": "Applications", "Settings": "Applications"}
)

// listFile79 is the screen of a list on the 7900 series: **# unlocks it, more leads to Erase. Scripts press Soft4 for more and Soft2 for
// Erase; one presses Soft2 before, which does nothing then.
func listFile79(act Act) *view {
	return &view{lines: listLines(act), locked: true, open: softs{2: exit},
		soft: []softs{{2: exit, 3: more}, {1: {label: "Erase", act: act}, 2: exit, 3: more}}}
}

// listFile7970 is the same on the models with five soft keys, where a script erases by Soft5 without **#.
func listFile7970(act Act) *view {
	v := listFile79(act)
	erase := soft{label: "Erase", act: act}
	v.open[softKeys-1] = erase
	for i := range v.soft {
		v.soft[i][softKeys-1] = erase
	}
	return v
}

// settings79 is the Settings menu of the 7900 series: scripts press 4 5 2 for the ITL.
func settings79(ctl, itl *view) []entry {
	return []entry{
		{digits: "1", label: "User Preferences", view: &view{}},
		{digits: "2", label: "Network Configuration", admin: true, view: &view{lines: networkLines}},
		{digits: "3", label: "Device Configuration", admin: true, view: &view{lines: managerLines}},
		{digits: "4", label: "Security Configuration", admin: true, in: []entry{
			{digits: "1", label: "Web Access Enabled", view: &view{lines: webLines}},
			{digits: "2", label: "Security Mode", view: &view{lines: modeLines}},
			{digits: "3", label: "MIC", view: &view{lines: micLines}},
			{digits: "4", label: "LSC", view: &view{lines: lscLines}},
			{digits: "5", label: "Trust List", in: []entry{{digits: "1", label: "CTL File", view: ctl}, {digits: "2", label: "ITL File", view: itl}}},
		}},
		{digits: "5", label: "Model Information", view: &view{lines: modelLines}},
		{digits: "6", label: "Status", in: []entry{{digits: "1", label: "Status Messages", view: &view{lines: statusLines}}}},
	}
}

// settings7940 is that of the 7940 and 7960, which have no ITL. The path is recalled, 3 a script's, the other numbers guesses.
var settings7940 = []entry{
	{digits: "1", label: "Contrast", view: &view{}},
	{digits: "2", label: "Ring Type", view: &view{}},
	{digits: "3", label: "Network Configuration", admin: true, view: &view{lines: networkLines}},
	{digits: "4", label: "Security Configuration", admin: true, in: []entry{
		{digits: "1", label: "LSC", view: &view{lines: lscLines}},
		{digits: "2", label: "CTL File", view: listFile79(EraseCTL)},
	}},
	{digits: "5", label: "Model Information", view: &view{lines: modelLines}},
	{digits: "6", label: "Status", in: []entry{{digits: "1", label: "Status Messages", view: &view{lines: statusLines}}}},
}

// reset is the menu Reset settings with the soft key that does what an entry says: Soft2 on the 7800 series, Soft3 on the 8800 series. Where
// Security is there differs by load: scripts press 2, 4 or 5, and all lead to it here. That a soft key asked once more is not known.
func reset(key int) []entry {
	does := func(act Act) *view {
		var keys softs
		keys[key] = soft{label: "Reset", act: act}
		return &view{soft: []softs{keys}}
	}
	return []entry{
		{digits: "1", label: "All settings", view: does(ResetAll)},
		{digits: "425", label: "Security settings", view: does(EraseLists)},
	}
}

// listFile88 is the screen of one list on the 7800 and 8800 series (public lab notes of an 8851).
func listFile88(act Act) *view {
	return &view{lines: listLines(act), locked: true, open: softs{2: exit}, soft: []softs{{1: {label: "Erase", act: act}, 2: exit}}}
}

// applications is the Applications menu of the 7800, 8800, 8900 and 9900 series, and of the 6900 series (a guess there). Scripts press
// 5, one 6, for Admin settings, and 4 for Reset settings.
func applications(reset []entry) []entry {
	return []entry{
		{digits: "1", label: "Recents", view: &view{}},
		{digits: "2", label: "Settings", view: &view{}},
		{digits: "3", label: "Phone information", view: &view{lines: modelLines}},
		{digits: "56", label: "Admin settings", admin: true, in: []entry{
			{digits: "1", label: "Network setup", view: &view{lines: networkLines}},
			{digits: "2", label: "Security setup", in: []entry{
				{digits: "1", label: "Security mode", view: &view{lines: modeLines}},
				{digits: "2", label: "LSC", view: &view{lines: lscLines}},
				{digits: "3", label: "Trust list", in: []entry{
					{digits: "1", label: "CTL file", view: listFile88(EraseCTL)}, {digits: "2", label: "ITL file", view: listFile88(EraseITL)}}},
			}},
			{digits: "3", label: "Status", in: []entry{{digits: "1", label: "Status messages", view: &view{lines: statusLines}}}},
			{digits: "4", label: "Reset settings", in: reset},
		}},
	}
}

// applications8940 is that of the 8941 and 8945, which cannot erase one list alone; the numbers are guesses.
var applications8940 = []entry{
	{digits: "3", label: "Phone information", view: &view{lines: modelLines}},
	{digits: "5", label: "Administrator settings", admin: true, in: []entry{
		{digits: "1", label: "Network setup", view: &view{lines: networkLines}},
		{digits: "3", label: "Status", in: []entry{{digits: "1", label: "Status messages", view: &view{lines: statusLines}}}},
		{digits: "4", label: "Reset Security Settings", view: &view{soft: []softs{{2: {label: "Reset", act: EraseLists}}}}},
	}},
}

// applications8831: a script presses Soft3 4 4 Soft4 Soft2.
var applications8831 = []entry{
	{digits: "1", label: "Phone information", view: &view{lines: modelLines}},
	{digits: "3", label: "Status", in: []entry{{digits: "1", label: "Status messages", view: &view{lines: statusLines}}}},
	{digits: "4", label: "Administrator settings", admin: true, in: []entry{
		{digits: "1", label: "Network setup", view: &view{lines: networkLines}},
		{digits: "4", label: "Reset settings", view: &view{soft: []softs{{2: exit, 3: more}, {1: {label: "Security", act: EraseLists}, 2: exit, 3: more}}}},
	}},
}
