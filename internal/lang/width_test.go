package lang_test

import (
	"strings"
	"testing"

	"shiji/internal/lang"
)

func TestCut(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{"", 5, ""}, {"abcde", 5, "abcde"}, {"abcdef", 5, "abcd…"}, {"一二三", 6, "一二三"},
		{"一二三四", 6, "一二…"}, {"一二三四", 7, "一二三…"},
		{"a一二三", 6, "a一二…"}, {"\xff\xff\xff", 2, "\xff…"}, {strings.Repeat("字", 1<<20), 5, "字字…"},
	} {
		if got := lang.Cut(c.text, c.width); got != c.want {
			t.Errorf("Cut(%.20q, %d) = %q, want %q", c.text, c.width, got, c.want)
		}
	}
}
