package intake

import "shiji/internal/lang"

// Mode says what becomes of facts that an import doesn't mention.
type Mode string

const (
	Guess   Mode = "guess"   // as the files say, once they are read
	Replace Mode = "replace" // they are withdrawn: the import is the whole year
	Add     Mode = "add"     // they stay
	Valid   Mode = "valid"   // they stay, and so does what is known of rows with errors, which are left out

	ValidAdd Mode = "valid_add" // the same of an import that only adds

	Part Mode = "part" // those within a scope are withdrawn, the others stay
)

// Modes lists every mode with its words: what it does to what the files don't mention.
var Modes = []struct {
	Mode Mode
	Name lang.Text
	Does lang.Text
}{
	{Guess, lang.T("按文件内容判断", "detected from the files"),
		lang.T("全年各表齐全的按全年全量，只有几张表的按增量补充；检查后可以改",
			"a file with all sheets is a whole year, one with a few sheets an addition; you can change it after the check")},
	{Replace, lang.T("全年全量",
		"the whole year"), lang.T("文件就是全年的数据；文件里没有的，确认后作废", "the files are the year: what they don't mention is withdrawn")},
	{Add, lang.T("增量补充",
		"an addition"), lang.T("只新增和修改；文件里没有的，一概保持不变", "only adds and changes: what the files don't mention stays as it is")},
	{Part, lang.T("替换一部分", "a part of the year"),
		lang.T("文件就是这一部分的全部数据；这一部分里文件没有的，确认后作废，其余一概保持不变",
			"the files are all there is of it: what they don't mention of it is withdrawn, everything else stays")},
	{Valid, validName, validDoes}, {ValidAdd, validName, validDoes},
}

var (
	validName = lang.T("只导入有效行", "the valid rows only")
	validDoes = lang.T("有错误的行不写入；文件里没有的，一概保持不变",
		"rows with errors aren't recorded: what the files don't mention stays as it is")
)

// Name returns the words for m.
func (m Mode) Name() lang.Text {
	for _, e := range Modes {
		if e.Mode == m {
			return e.Name
		}
	}
	return lang.Same(string(m))
}

// Does says what m does to what the files don't mention.
func (m Mode) Does() lang.Text {
	for _, e := range Modes {
		if e.Mode == m {
			return e.Does
		}
	}
	return lang.Same(string(m))
}

// adds reports whether an import adds to a year, whose frame it needn't bring.
func (m Mode) adds() bool { return m == Add || m == ValidAdd || m == Part }

// validOnly is the mode in which the valid rows alone of an import are recorded.
func (m Mode) validOnly() Mode {
	if m.adds() {
		return ValidAdd
	}
	return Valid
}

// Kept reports whether facts that an import doesn't mention stay.
func (m Mode) Kept() bool { return m != Replace && m != Part }
