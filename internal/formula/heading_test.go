package formula_test

import (
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/formula"
)

// column is a scope in which every name is worth its number of characters.
type columns struct{}

func (columns) Class() *formula.Class { return nil }
func (columns) Get(v *formula.Var, _ formula.Part) formula.Value {
	return formula.Num(decimal.Int(int64(len([]rune(v.Name)))), false)
}

// TestHeadingsAsTheyStand: a heading may be written in a formula as it is in the table; what could be arithmetic is
// asked about.
func TestHeadingsAsTheyStand(t *testing.T) {
	headings := []string{"收入", "收入（2013）", "收入（万元）", "Total income", "income", "A", "B", "A-B", "支出/人口", "2012", "得分(甲)"}
	names := func(name string) *formula.Var {
		for _, h := range headings {
			if h == name {
				return &formula.Var{Key: h, Name: h}
			}
		}
		return nil
	}
	for source, want := range map[string]string{
		"收入（2013） * 2": "16", "收入(2013) + 收入": "10", "收入（万元）": "6", "Total income / 2": "6", "income": "6", "A + B": "2",
		"[A-B]": "3", "A - B": "0", "支出/人口": "5", "[2012] + 2012": "2016",
		"得分（甲）": "5", "max(收入（2013）, 3)": "8", "incomes": "", "A-B": "",
	} {
		e, problems := formula.CompileHeaded(source, names, headings)
		if want == "" {
			if e != nil {
				t.Errorf("%q was understood", source)
			}
			continue
		}
		if e == nil {
			t.Errorf("%q: %+v", source, problems)
			continue
		}
		if v := e.Eval(columns{}, nil); !v.Has() || v.Term.N.String() != want {
			t.Errorf("%q = %s, want %s", source, v.Term.N, want)
		}
	}
}
