package audit

import "shiji/internal/lang"

// names are the words for what entries about imports and runs say was done.
var names = map[string]lang.Text{
	"import.upload":  lang.T("上传文件", "files uploaded"),
	"import.check":   lang.T("检查完毕", "checked"),
	"import.mode":    lang.T("选定处理方式", "chosen how the files are taken"),
	"import.answer":  lang.T("答复疑问", "questions answered"),
	"import.confirm": lang.T("确认写入", "confirmed"),
	"import.record":  lang.T("写入完成", "recorded"),
	"import.drop":    lang.T("放弃", "dropped"),
	"run.ask":        lang.T("请求计分", "run asked for"),
	"run.seal":       lang.T("计分完成并封存", "scored and sealed"),
	"run.settle":     lang.T("定为初评", "marked as provisional"),
	"export.ask":     lang.T("请求导出", "export asked for"),
	"export.file":    lang.T("导出完成", "exported"),
}

// ActionName is what an entry says was done, in words; of what has no words, its name in the chain.
func ActionName(action string) lang.Text {
	if t, ok := names[action]; ok {
		return t
	}
	return lang.Same(action)
}
