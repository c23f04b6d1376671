package main

import (
	"regexp"
	"strings"

	"shiji/internal/lang"
)

// mistakes are what the parser of the command line says, and how a person is told.
var mistakes = []struct {
	says *regexp.Regexp
	as   lang.Text
}{
	{regexp.MustCompile(`^unexpected argument (\S+?)(?:, did you mean (?:one of )?(.+)\?)?$`),
		lang.T("没有这个命令或多出的参数 %[1]s%[2]s", "unexpected argument %[1]s%[2]s")},
	{regexp.MustCompile(`^unknown flag (\S+?)(?:, did you mean (?:one of )?(.+)\?)?$`),
		lang.T("没有这个选项 %[1]s%[2]s", "unknown flag %[1]s%[2]s")},
	{regexp.MustCompile(`^expected one of .*$`), lang.T("缺少命令", "a command is missing")},
	{regexp.MustCompile(`^expected "(.+)"$`), lang.T("缺少参数 %[1]s", "an argument is missing: %[1]s")},
	{regexp.MustCompile(`^missing flags?: (.+)$`), lang.T("缺少选项 %[1]s", "an option is missing: %[1]s")},
	{regexp.MustCompile(`^(.+): missing value, expecting (.+)$`), lang.T("%[1]s 后面要写值", "%[1]s needs a value")},
	{regexp.MustCompile(`^(.+): expected a valid \d+ bit u?int but got (".*").*$`),
		lang.T("%[1]s 要写整数，不能是 %[2]s", "%[1]s takes a whole number, not %[2]s")},
	{regexp.MustCompile(`^(.+): expected an? (?:int|float) but got (".*").*$`),
		lang.T("%[1]s 要写数字，不能是 %[2]s", "%[1]s takes a number, not %[2]s")},
	{regexp.MustCompile(`^(.+): expected duration but got (".*").*$`),
		lang.T("%[1]s 要写时长，例如 30s、5m，不能是 %[2]s", "%[1]s takes a duration such as 30s or 5m, not %[2]s")},
	{regexp.MustCompile(`^(.+): (?:bool value must be|expected bool).*but got (".*").*$`),
		lang.T("%[1]s 后面不写值，或写 true、false", "%[1]s takes no value, or true or false")},
	{regexp.MustCompile(`^(.+): expected string value but got (".*").*$`), lang.T("%[1]s 后面要写值", "%[1]s needs a value")},
	{regexp.MustCompile(`^--lang must be one of .*$`), lang.T("--lang 只能是 zh 或 en", "--lang is zh or en")},
	{regexp.MustCompile(`^.*SHIJI_LANG.*$`),
		lang.T("环境变量 SHIJI_LANG 只能是 zh 或 en", "the environment's SHIJI_LANG is zh or en")},
	{regexp.MustCompile(`^(\S+) must be one of (.+) but got (.+)$`), lang.T("%[1]s 只能是 %[2]s", "%[1]s is one of %[2]s")},
	{regexp.MustCompile(`^(\S+) and (\S+) can't be used together$`),
		lang.T("%[1]s 和 %[2]s 不能一起用", "%[1]s and %[2]s can't be used together")},
}

// commandMistake puts what the parser of the command line says into words.
func commandMistake(err error) lang.Text {
	said := err.Error()
	for _, m := range mistakes {
		parts := m.says.FindStringSubmatch(said)
		if parts == nil {
			continue
		}
		args := []any{}
		for i, p := range parts[1:] {
			if i == 1 && strings.Contains(m.says.String(), "did you mean") {
				args = append(args, meant(p))
				continue
			}
			args = append(args, argument(p))
		}
		return m.as.With(args...)
	}
	return lang.T("写法不对", "it isn't written as it should be")
}

// arguments are what arguments of commands are called.
var arguments = map[string]string{"path": "路径", "file": "文件", "name": "名称", "year": "年度", "unit": "单位", "item": "指标",
	"formula": "公式", "from": "甲", "to": "乙", "before": "甲", "after": "乙", "run": "run.json", "shell": "命令行程序",
	"dir": "文件夹", "out": "输出"}

// argument is the name of an argument, or whatever else the parser speaks of, in both languages.
func argument(said string) lang.Text {
	name := strings.Trim(said, "<>")
	if zh := arguments[name]; zh != "" && name != said {
		return lang.T("〈"+zh+"〉", said)
	}
	return lang.Same(said)
}

// meant asks whether what the parser found near is meant.
func meant(near string) lang.Text {
	if near == "" {
		return lang.Text{}
	}
	return lang.T("；是 %[1]s 吗？", "; is it %[1]s?").With(strings.ReplaceAll(near, `"`, ""))
}
