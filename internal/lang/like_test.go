package lang

import "testing"

func TestNearest(t *testing.T) {
	units := []string{"区水务局", "区财政局", "第1街道", "区政府法制办", "水磨街道办事处"}
	rules := []string{"完成率计分法", "目标值与挑战值法", "扣分法", "一票否决", "专家评审法"}
	for word, c := range map[string]struct {
		list []string
		want string
	}{
		"区水物局":   {units, "区水务局"},
		"水务局":    {units, "区水务局"},
		"水磨街道":   {units, "水磨街道办事处"},
		"第一街道":   {units, "第1街道"},
		"区教委":    {units, ""},
		"完成率计分":  {rules, "完成率计分法"},
		"完成率记分法": {rules, "完成率计分法"},
		"扣分":     {rules, "扣分法"},
		"专家评分法":  {rules, "专家评审法"},
		"排名":     {rules, ""},
		"":       {rules, ""},
		"法":      {rules, ""},
		"扣分法":    {rules, ""},
	} {
		if got := Nearest(word, c.list); got != c.want {
			t.Errorf("%q: %q, want %q", word, got, c.want)
		}
	}
}
