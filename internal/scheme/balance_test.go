package scheme

import (
	"testing"

	"shiji/internal/decimal"
)

func TestUnbalanced(t *testing.T) {
	n := decimal.MustParse
	s := &Scheme{Classes: []Class{{Name: "街道"}, {Name: "镇"}, {Name: "企业"}},
		Groups: []Group{{Points: Points{"街道": n("60"), "镇": n("50")}}, {Points: Points{"街道": n("40"), "镇": n("49.5")}}}}
	parent := Points{"街道": n("50"), "镇": n("50")}
	children := []Points{{"街道": n("30"), "镇": n("30")}, {"街道": n("20"), "镇": n("19.5"), "企业": n("3")}}
	bad := s.Unbalanced(parent, children)
	if len(bad) != 1 || !bad["镇"] {
		t.Errorf("unbalanced: %v, want 镇", bad)
	}
	if bad := s.Unbalanced(parent, nil); len(bad) != 0 {
		t.Errorf("without children: %v", bad)
	}
	for class, want := range map[string]string{"街道": "100", "镇": "99.5", "企业": "0"} {
		if got := s.Sum(class).String(); got != want {
			t.Errorf("%s: %s, want %s", class, got, want)
		}
	}
}
