package lang

import (
	"slices"
	"testing"
)

func TestCount(t *testing.T) {
	tests := []struct {
		n         int
		one, many string
		want      string
	}{
		{0, "row", "", "0 rows"}, {1, "row", "", "1 row"}, {2, "row", "", "2 rows"}, {1204, "row", "", "1,204 rows"},
		{1, "body", "bodies", "1 body"}, {13, "body", "bodies", "13 bodies"}, {-1000000, "fact", "", "-1,000,000 facts"},
	}
	for _, x := range tests {
		if got := Count(x.n, x.one, x.many); got != x.want {
			t.Errorf("%d: got %q, want %q", x.n, got, x.want)
		}
	}
}

func TestChinese(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"Scored by 区政府办", []string{"区政府办"}},
		{"2014年度方案（示例）", []string{"2014年度方案（示例）"}},
		{"党群, 政府 of 示例区", []string{"党群, 政府", "示例区"}},
		{"year.xlsx 事件!D2", []string{"事件"}},
		{"示绩〔2014〕1号", []string{"示绩〔2014〕1号"}},
		{"1 row", nil}, {"（A）", nil}, {"A&amp;B", nil}, {"", nil},
	}
	for _, x := range tests {
		var got []string
		for _, p := range Chinese(x.text) {
			got = append(got, x.text[p[0]:p[1]])
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%q: got %q, want %q", x.text, got, x.want)
		}
	}
}

func TestSentence(t *testing.T) {
	for text, want := range map[string]string{
		"nothing is decided yet": "Nothing is decided yet", "a row": "A row", "year.xlsx is empty": "year.xlsx is empty",
		"k = 0.5": "k = 0.5", "on_time + late": "on_time + late", "Veto": "Veto", "": "", "已定": "已定",
		"scores, ranked": "Scores, ranked",
	} {
		if got := Sentence(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestWordsFitTheirNumbers(t *testing.T) {
	both := T("%[1]d 家中 %[2]d 家", "%[2]d {unit has|units have} data of %[1]d {row|rows}")
	for _, x := range []struct {
		all, n int
		want   string
	}{
		{2, 1, "1 unit has data of 2 rows"}, {1, 0, "0 units have data of 1 row"}, {1, 1, "1 unit has data of 1 row"},
		{11, 21, "21 units have data of 11 rows"},
	} {
		if got := both.With(x.all, x.n).EN; got != x.want {
			t.Errorf("got %q, want %q", got, x.want)
		}
	}
	if got := T("%s 行", "%s {row|rows}").With("1").EN; got != "1 row" {
		t.Errorf("without numbers of arguments: %q", got)
	}
}
