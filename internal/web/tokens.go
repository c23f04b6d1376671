package web

import "strings"

// token is a colour by its name, in light and dark.
type token struct{ name, light, dark string }

// tokens are all colours of the product; a test recomputes their contrasts.
var tokens = []token{
	{"bg", "#F5F6F8", "#0F151D"}, {"surface", "#FFFFFF", "#18212C"}, {"raised", "#EEF1F5", "#212C39"},
	{"hover", "#E8F0FB", "#233245"},
	{"text", "#1B2330", "#E8EDF3"}, {"text-2", "#4A5568", "#B4BFCC"}, {"text-3", "#626C7A", "#97A4B3"},
	{"brand", "#0B4F9E", "#7DB3F5"}, {"brand-hover", "#083D7C", "#9CC6F8"}, {"on-brand", "#FFFFFF", "#0F151D"},
	{"link", "#0B57B0", "#7DB3F5"},
	{"ok", "#1A6B35", "#6FCF8B"}, {"warn", "#8A5300", "#F2B84B"}, {"risk", "#B3261E", "#FF8A80"},
	{"info", "#0B5C8A", "#74C0F0"},
	{"ok-tint", "#E3F3E7", "#16301F"}, {"warn-tint", "#FFF1D6", "#33270E"}, {"risk-tint", "#FDE7E5", "#3A1A1A"},
	{"info-tint", "#E1F0FA", "#122B3B"},
	{"border", "#D5DBE3", "#344253"}, {"input", "#7A8594", "#6F7D8E"}, {"focus", "#0B0C0C", "#FFDD00"},
	{"focus-in", "#FFDD00", "#0B0C0C"},
	{"bar", "#0A2E5C", "#0B1F3A"}, {"on-bar", "#FFFFFF", "#FFFFFF"}, {"bar-2", "#C9D8EC", "#C9D8EC"},
	{"s1", "#0B4F9E", "#6AA8F0"}, {"s2", "#C45500", "#F0945A"}, {"s3", "#00806A", "#3FBFA5"}, {"s4", "#8B3A9C", "#C58BD6"},
	{"s5", "#6B7280", "#A3AEBB"}, {"s6", "#A6761D", "#D9B25F"},
	{"d1", "#A50F15", "#A50F15"}, {"d2", "#8F5400", "#8F5400"}, {"d3", "#F3CE93", "#F3CE93"}, {"d4", "#F4F4F4", "#F4F4F4"},
	{"d5", "#A9CFE8", "#A9CFE8"}, {"d6", "#2F76AB", "#2F76AB"}, {"d7", "#0B4F9E", "#0B4F9E"},
	{"on-dark", "#FFFFFF", "#FFFFFF"}, {"on-light", "#1B2330", "#1B2330"}, {"track", "#DDE3EA", "#2E3B4A"},
}

// tokenCSS writes the colours as variables: light, and dark by the system's wish or the person's.
func tokenCSS() string {
	var light, dark strings.Builder
	for _, t := range tokens {
		light.WriteString("--" + t.name + ":" + t.light + ";")
		dark.WriteString("--" + t.name + ":" + t.dark + ";")
	}
	return ":root{color-scheme:light;" + light.String() + "}\n" +
		"@media screen{:root[data-theme=dark]{color-scheme:dark;" + dark.String() + "}}\n" +
		"@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;" +
		dark.String() + "}}\n"
}
