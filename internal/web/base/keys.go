package base

import (
	"net/http"

	"shiji/internal/lang"
)

func (s *room) keys(w http.ResponseWriter, r *http.Request) error {
	v, err := s.Open(w, r, "L3", lang.T("快捷键", "Keys"))
	if err != nil {
		return err
	}
	v.Timeless = true
	return s.Show(w, r, v, keysPage(v))
}

var keyList = []struct {
	keys []string
	what lang.Text
}{
	{[]string{"/"}, lang.T("搜索", "search")}, {[]string{"Ctrl", "K"}, lang.T("搜索", "search")},
	{[]string{"?"}, lang.T("本页", "this page")}, {[]string{"y", "2014"}, lang.T("换年度", "another year")},
	{[]string{"["}, lang.T("收起或展开菜单", "fold the menu")},
	{[]string{"j"}, lang.T("列表下一行", "next row of a list")}, {[]string{"k"}, lang.T("列表上一行", "row before")},
	{[]string{"Enter"}, lang.T("打开", "open")}, {[]string{"Esc"}, lang.T("关闭解释", "close an explanation")},
}
