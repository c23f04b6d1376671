package grid

import (
	"regexp"

	"shiji/internal/lang"
)

// yamlLine finds the line in what the parser of YAML says.
var yamlLine = regexp.MustCompile(`line (\d+)`)

// YAMLMistake says what is wrong with a YAML text in words: the parser's own are for programmers.
func YAMLMistake(err error) lang.Text {
	hint := lang.T("看缩进是否对齐、冒号后有没有空格、引号是否成对",
		"look whether lines are indented alike, colons are followed by a space, quotes are closed")
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		return lang.T("不是正确的 YAML：第 %[1]s 行附近写法不对；%[2]s",
			"it is no correct YAML: something is wrong near line %[1]s; %[2]s").With(m[1], hint)
	}
	return lang.T("不是正确的 YAML；%[1]s", "it is no correct YAML; %[1]s").With(hint)
}
