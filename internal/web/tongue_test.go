package web_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"shiji/internal/lang"
	"shiji/internal/web"
)

func TestMarkChinese(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, page, want string }{
		{"nothing Chinese", `<p>1 row</p>`, `<p>1 row</p>`},
		{"all of an element", `<td class="x">东关街道</td>`, `<td class="x" lang="zh-CN">东关街道</td>`},
		{"a number in it", `<td>2014年度方案（示例）</td>`, `<td lang="zh-CN">2014年度方案（示例）</td>`},
		{"beside English", `<p>Scored by 区政府办 and 区人大</p>`, `<p><span>Scored by <span lang="zh-CN">区政府办</span> and ` +
			`<span lang="zh-CN">区人大</span></span></p>`},
		{"beside an element", `<p>党群 <b>1</b></p>`, `<p><span lang="zh-CN">党群</span> <b>1</b></p>`},
		{"after a line end", `<td><br>党群</td>`, `<td><br><span lang="zh-CN">党群</span></td>`},
		{"marked already", `<button lang="zh-CN">中文</button>`, `<button lang="zh-CN">中文</button>`},
		{"a choice", `<option value="党群">党群 12 units</option>`, `<option value="党群" lang="zh-CN">党群 12 units</option>`},
		{"a cell", `<a href="/x">year.xlsx 事件!D2</a>`,
			`<a href="/x"><span>year.xlsx <span lang="zh-CN">事件</span>!D2</span></a>`},
		{"a comment and what is no text", `<!--recent--><script>"党"</script>`, `<!--recent--><script>"党"</script>`},
		{"the end of a part", `党群`, `<span lang="zh-CN">党群</span>`},
	}
	for _, x := range tests {
		got := web.MarkChinese(x.page)
		if got != x.want {
			t.Errorf("%s:\ngot  %s\nwant %s", x.name, got, x.want)
		}
		if again := web.MarkChinese(got); again != got {
			t.Errorf("%s: marked twice it is another one: %s", x.name, again)
		}
	}
}

// unmarked are the Chinese texts of a page that no element says are Chinese.
func unmarked(n *html.Node, marked bool) (out []string) {
	if l := attr(n, "lang"); n.Type == html.ElementNode && l != "" {
		marked = strings.HasPrefix(l, "zh")
	}
	if n.Type == html.TextNode && !marked && lang.HasHan(n.Data) && n.Parent.Data != "script" && n.Parent.Data != "style" {
		out = append(out, strings.Join(strings.Fields(n.Data), " "))
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		out = append(out, unmarked(c, marked)...)
	}
	return out
}

// BenchmarkMarkChinese says what marking costs, of the ranking of the small year.
func BenchmarkMarkChinese(b *testing.B) {
	o := small(b)
	page := o.get(o.y("/scores"), speaking(lang.ZH)...).Body.String()
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		web.MarkChinese(page)
	}
}
