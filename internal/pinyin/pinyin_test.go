package pinyin

import (
	"fmt"
	"strings"
	"testing"
)

// TestFit: what a clerk types, and the names that answer.
func TestFit(t *testing.T) {
	for _, c := range []struct {
		typed, name string
		want        Fit
	}{
		{"中关村街道", "中关村街道", Exact},
		{"中关村", "中关村街道", Starts},
		{"街道", "中关村街道", Within},
		{"　中关村街道 ", "中关村街道", Exact}, // spaces of a Chinese keyboard too
		{"ＪＤ０７９", "JD079", Exact},
		{"jd079", "ＪＤ０７９", Exact},
		{"（试行）", "考评办法(试行)", Within},
		{"", "中关村街道", None},
		{"西三旗", "中关村街道", None},

		// first letters
		{"zgc", "中关村街道", Starts},
		{"zgcjd", "中关村街道", Starts},
		{"ZGC", "中关村街道", Starts},
		{"ｚｇｃ", "中关村街道", Starts},
		{"zhgc", "中关村街道", Starts}, // zh is a first letter for many
		{"jd", "中关村街道", Within},
		{"jsj", "区建设局", Within},
		{"jsj", "建设局", Starts},
		{"zgj", "中关村街道", None}, // nothing is left out between
		{"z", "中关村街道", Starts},
		{"g", "中关村街道", None}, {"j", "青松街道", None}, // one letter is the first of too much

		// readings
		{"zhongguancun", "中关村街道", Starts},
		{"zhong guan cun", "中关村街道", Starts},
		{"zhongguanc", "中关村街道", Starts}, // as far as somebody has typed
		{"zhonggc", "中关村街道", Starts},
		{"guancun", "中关村街道", Within},
		{"xi'an", "西安路街道", Starts},
		{"lvhua", "绿化", Starts},
		{"lühua", "绿化", Starts},
		{"luhua", "绿化", Starts},
		{"zhongguan cunn", "中关村街道", None},

		// characters with several readings are found by each; by the commonest first
		{"zdgc", "重点工程", Starts}, {"zhongdian", "重点工程", Starts},
		{"cqsw", "重庆商务局", Seldom}, {"chongqing", "重庆商务局", Seldom},
		{"yh", "银行监管", Seldom}, {"yinhang", "银行监管", Seldom}, {"xzzf", "行政执法", Starts}, {"xingzheng", "行政执法", Starts},
		{"changcheng", "长城", Seldom}, {"cc", "长城", Seldom}, {"zz", "镇长", Starts}, {"zhenzhang", "镇长", Starts},
		{"ylw", "音乐文化", Starts}, {"yyw", "音乐文化", Seldom}, {"yinyue", "音乐文化", Seldom}, {"klt", "快乐亭", Starts},
		{"jingsong", "青松街道", Seldom}, {"qs", "青松街道", Starts},

		// letters and digits in a name, and signs between its characters
		{"d3jd", "第3街道", Starts}, {"3jd", "第3街道", Within}, {"gdpzz", "GDP增长", Starts},
		{"hcjjrj", "化妆、景观（夜景）", None}, {"hzjg", "化妆、景观（夜景）", Starts}, {"jgyj", "化妆、景观（夜景）", Within},
		{"2013", "第3街道", None}, {"第3", "第3街道", Starts}, {"Ranking", "ranking and grades", Starts},

		// several words, in any order
		{"grades ranking", "Ranking and grades", Within}, {"街道 中关村", "中关村街道", Within}, {"街道 西三旗", "中关村街道", None},

		// what nobody means as a name
		{"<b>", "中关村街道", None}, {"%", "中关村街道", None}, {"'", "中关村街道", None}, {"\x00", "中关村街道", None},
		{strings.Repeat("z", 200), "中关村街道", None}, {strings.Repeat("中", 200), "中关村街道", None},
	} {
		if got := Asked(c.typed).Fit(Of(c.name)); got != c.want {
			t.Errorf("%.20q finds %q: %d, want %d", c.typed, c.name, got, c.want)
		}
	}
}

// TestBest: a thing is found by the best of its names, however often it is looked for.
func TestBest(t *testing.T) {
	var all Names
	names := []string{"海淀区住房和城乡建设委员会", "建委", "", "JW01"}
	for range 2 {
		for typed, want := range map[string]Fit{"jw": Starts, "jw01": Exact, "建委": Exact, "建设": Within, "jsw": Within,
			"委": Within, "规划": None} {
			if got := all.Best(Asked(typed), names...); got != want {
				t.Errorf("%s: %d, want %d", typed, got, want)
			}
		}
	}
	if len(all.kept) != 3 {
		t.Errorf("%d names are kept", len(all.kept))
	}
	if all.Best(Asked("x")) != None || !Asked(" 　").Empty() || Asked("x").Empty() {
		t.Error("nothing answers something")
	}
	for i := range mostNames + 10 {
		all.Of(fmt.Sprint(i))
	}
	if len(all.kept) > mostNames {
		t.Errorf("%d names are kept", len(all.kept))
	}
}

// FuzzFit: whatever is typed has an answer, and a name is found by itself.
func FuzzFit(f *testing.F) {
	for _, s := range []string{"zgc", "中关村", "ü", "'", "Ａ1", "\xff", " ", "zh zh", "İ"} {
		f.Add(s, "中关村街道")
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, typed, name string) {
		typed, name = typed[:min(len(typed), 500)], name[:min(len(name), 500)] // no name is longer
		Asked(typed).Fit(Of(name))
		if q := Asked(name); !q.Empty() && q.Fit(Of(name)) != Exact {
			t.Errorf("%q doesn't find itself", name)
		}
	})
}

// BenchmarkFit is what a long list of names costs.
func BenchmarkFit(b *testing.B) {
	name := Of("城市副中心重点工程项目建设综合协调推进工作办公室")
	for _, typed := range []string{"zgc", "重点", "zhongdiangongcheng"} {
		q := Asked(typed)
		b.Run(typed, func(b *testing.B) {
			for b.Loop() {
				q.Fit(name)
			}
		})
	}
}

// BenchmarkOf is what it costs to get a name ready.
func BenchmarkOf(b *testing.B) {
	for b.Loop() {
		Of("城市副中心重点工程项目建设综合协调推进工作办公室")
	}
}
