package main

import (
	_ "embed"
	"strings"

	"shiji/internal/lang"
)

// page is the help of one command, in both languages.
type page struct{ name, zh, en string }

// helpText holds the pages: "=== zh NAME" begins the Chinese page of a command, "=== en" the English one.
//
//go:embed help.txt
var helpText string

// pages are the pages of help, that of the program itself first.
var pages = readPages(helpText)

func readPages(text string) []page {
	var out []page
	for _, part := range strings.Split("\n"+strings.TrimSuffix(text, "\n"), "\n=== ")[1:] {
		head, body, _ := strings.Cut(part+"\n", "\n")
		if name, chinese := strings.CutPrefix(head, "zh"); chinese {
			out = append(out, page{name: strings.TrimSpace(name), zh: body})
		} else {
			out[len(out)-1].en = body
		}
	}
	return out
}

// helpPage returns the help of a command, or the first page.
func helpPage(name string, l lang.Lang) string {
	for _, p := range pages {
		if p.name == name {
			return lang.T(p.zh, p.en).In(l)
		}
	}
	return lang.T("没有这个命令："+name+"\n\n"+pages[0].zh, "no such command: "+name+"\n\n"+pages[0].en).In(l)
}
