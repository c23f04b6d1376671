package study

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"shiji/internal/grid"
)

// FuzzSurvey feeds designs and data: whatever comes, there is a report without NaN or a refusal in words, and no panic.
func FuzzSurvey(f *testing.F) {
	f.Add("title: 调查\nunit: 单位\nquestions: [甲]\nstages: [{strata: 层, population: {a: 10, b: 9}}]\n",
		"单位,层,甲\n一,a,满意\n一,b,不满意\n二,a,满意\n二,b,满意\n")
	f.Add("title: x\ndata: {layout: long, respondent: r, question: q, answer: a}\n"+
		"quality: [{rule: straight, remove: 是}]\n", "r,q,a\n1,x,满意\n1,y,不满意\n2,x,满意\n")
	f.Add("title: x\nvalues: [{column: v, quantiles: [0.5], total: 是}]\nweight: w\ntrim: {medians: 2}\n"+
		"calibrate: [{by: g, totals: {m: 5, f: 6}}]\nsingle: average\n", "v,w,g\n1,2,m\n3,1,f\n5,9,m\n")
	f.Fuzz(func(t *testing.T, design, data string) {
		dir := t.TempDir()
		specPath, dataPath := filepath.Join(dir, "d.yaml"), filepath.Join(dir, "d.csv")
		if os.WriteFile(specPath, []byte(design), 0o600) != nil || os.WriteFile(dataPath, []byte(data), 0o600) != nil {
			t.Fatal("the files can't be written")
		}
		a, err := Analyse(dataPath, specPath, nil)
		var problems Problems
		var refusal *grid.Refusal
		switch {
		case errors.As(err, &problems):
			for _, p := range problems {
				if p.What.ZH == "" || p.What.EN == "" {
					t.Errorf("a problem without words: %+v", p)
				}
			}
		case errors.As(err, &refusal):
		case err != nil:
			t.Errorf("%v", err)
		default:
			if _, err := a.json(); err != nil {
				t.Errorf("the report doesn't encode: %v", err)
			}
			a.Results()
			a.Explain()
			a.Picture("zh")
		}
	})
}

// json encodes the report: NaN and infinities fail.
func (a *Analysis) json() ([]byte, error) { return json.Marshal(a.Report) }
