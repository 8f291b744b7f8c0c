package library

import (
	"fmt"
	"strings"

	"tvslab/lessons"
	"tvslab/site/markdown"
	"tvslab/site/page"
	"tvslab/site/search"
)

func indexPage(all []item) (page.Page, error) {
	body, err := page.Execute(templates, "index", map[string]any{"From": Index, "Items": all, "Fields": fields(all), "Reasons": Reasons})
	return page.Page{Path: Index, Title: "The library of scenarios", Body: body, Wide: true, Rows: true,
		About: fmt.Sprintf("%d scenarios after Cisco's guides, by the failure that is met, release, document, step and folder.", len(all))}, err
}

// topic is the codes about one thing.
type topic struct {
	Title, ID string
	Codes     []code
}

func reasonsPage(all []item) (page.Page, []search.Entry, error) {
	var list []topic
	p := page.Page{Path: Reasons, Title: "Reason codes", About: "What each reason code of phones and systems means, and the scenarios in which it is met."}
	names := markdown.Names{}
	var entries []search.Entry
	for _, c := range codes(all) {
		if len(list) == 0 || list[len(list)-1].Title != c.Topic {
			t := topic{Title: c.Topic, ID: names.Name(c.Topic)}
			list = append(list, t)
			p.Sections = append(p.Sections, markdown.Section{Level: 2, ID: t.ID, Title: t.Title})
		}
		list[len(list)-1].Codes = append(list[len(list)-1].Codes, c)
		entries = append(entries, search.Entry{Kind: search.Reason, Title: c.Code, Path: Reasons + "#" + c.ID, About: c.Text, Words: c.Topic})
	}
	var err error
	p.Body, err = page.Execute(templates, "reasons", map[string]any{"From": Reasons, "Index": Index, "Topics": list})
	return p, entries, err
}

// LessonPages are the list of lessons and a page for each.
func LessonPages() ([]page.Page, []search.Entry, error) {
	all, err := lessons.List()
	if err != nil {
		return nil, nil, err
	}
	body, err := page.Execute(templates, "lessons", map[string]any{"From": Lessons, "Lessons": all})
	if err != nil {
		return nil, nil, err
	}
	pages := []page.Page{{Path: Lessons, Title: "Lessons", Body: body, Wide: true,
		About: fmt.Sprintf("%d labs that mark themselves: a ticket, tasks, hints, a solution.", len(all))}}
	var entries []search.Entry
	for _, l := range all {
		at := "lessons/" + l.Name + ".html"
		body, err := page.Execute(templates, "lesson", map[string]any{"From": at, "Lesson": l, "All": Lessons, "Documents": Cited(l.Source)})
		if err != nil {
			return nil, nil, err
		}
		pages = append(pages, page.Page{Path: at, Title: l.Title, About: sentence(strings.Join(l.Teaches, " ")), Body: body, Source: "lessons/" + l.Name + ".yaml", Hidden: true})
		entries = append(entries, search.Entry{Kind: search.Lesson, Title: l.Title, Path: at, About: strings.Join(l.Teaches, " "), Words: l.Name + " " + l.Story + " " + l.Source})
	}
	return pages, entries, nil
}
