package rule

import (
	"testing"

	"shiji/internal/fact"
	"shiji/internal/plan"
)

func TestCoefficient(t *testing.T) {
	tasks := func(done ...string) Facts {
		var f Facts
		for i, v := range [][3]string{{"1", "1.2", "1.1"}, {"1", "1", "1"}, {"2", "0.9", "1.0"}} {
			name := string(rune('甲' + i))
			f.Tasks = append(f.Tasks, Task{Name: name, Quantity: *fact.Num(v[0]), Difficulty: *fact.Num(v[1]),
				Importance: *fact.Num(v[2])})
			if i < len(done) {
				f.Data = append(f.Data, Datum{Item: name, Number: num(done[i])})
			}
		}
		return f
	}
	runLines(t, []lineCase{
		{"G26: three tasks", "coefficient", plan.Higher, "", "40", tasks("0.95", "1.00", "0.80"), "35.8641"},
		{"coefficients never raise the total", "coefficient", plan.Higher, "", "40", tasks("1", "1", "1"), "40.0000"},
		{"one task not reported", "coefficient", plan.Higher, "", "40", tasks("0.95", "1.00"), "missing"},
		{"more than done", "coefficient", plan.Higher, "", "40", tasks("0.95", "1.00", "1.1"), "refused"},
		{"no task", "coefficient", plan.Higher, "", "40", Facts{}, "missing"},
	})
}
