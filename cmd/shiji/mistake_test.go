package main

import (
	"regexp"
	"strings"
	"testing"
)

// TestMistakesInWords: what somebody types wrongly is answered in words, never in those of a parser.
func TestMistakesInWords(t *testing.T) {
	for _, c := range []struct {
		args   []string
		zh, en string
	}{
		{[]string{"run", "二〇一四"}, "〈年度〉 要写整数，不能是 \"二〇一四\"", "<year> takes a whole number"},
		{[]string{"import", "x", "--year", "今年"}, "--year 要写整数", "--year=INT takes a whole number"},
		{[]string{"chekc", "x"}, "没有这个命令或多出的参数 chekc；是 check 吗？", "unexpected argument chekc; is it check?"},
		{[]string{"check"}, "缺少参数 〈路径〉", "an argument is missing: <path>"},
		{[]string{"check", "x", "--al"}, "没有这个选项 --al；是 --all 吗？", "unknown flag --al; is it --all?"},
		{[]string{"check", "x", "--lang", "fr"}, "--lang 只能是 zh 或 en", "--lang is zh or en"},
	} {
		for _, l := range []string{"zh", "en"} {
			args := c.args
			if l == "en" && !strings.Contains(strings.Join(args, " "), "--lang") {
				args = append([]string{"--lang=en"}, args...)
			}
			code, _, stderr := shiji(t, args...)
			if code == 0 {
				t.Errorf("%v was taken", args)
			}
			want := c.zh
			if l == "en" && args[0] == "--lang=en" {
				want = c.en
			}
			if !strings.Contains(strings.ReplaceAll(stderr, "=INT", ""), strings.ReplaceAll(want, "=INT", "")) {
				t.Errorf("%v: %q doesn't say %q", args, stderr, want)
			}
			if parser.MatchString(stderr) {
				t.Errorf("%v: the words of a parser: %q", args, stderr)
			}
		}
	}
}

// parser is how parsers speak.
var parser = regexp.MustCompile(
	`bit int|^expected |: expected |got "|\(string\)|invalid character|did you mean|yaml:|unmarshal|line \d+: `)
