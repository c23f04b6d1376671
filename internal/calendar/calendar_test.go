package calendar

import "testing"

func TestParseDate(t *testing.T) {
	for in, want := range map[string]string{"2014-12-31": "2014-12-31", "2014/3/5": "2014-03-05", "2014.3.5": "2014-03-05",
		"2014年3月5日": "2014-03-05", " 2014-3-5 ": "2014-03-05"} {
		if got, err := ParseDate(in); err != nil || got != want {
			t.Errorf("ParseDate(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"", "2014-02-30", "昨天", "3/5/2014"} {
		if got, err := ParseDate(in); err == nil {
			t.Errorf("ParseDate(%q) = %q, want an error", in, got)
		}
	}
}

func TestPeriodsAreNamed(t *testing.T) {
	if got := PeriodName("Q2").ZH; got != "二季度" {
		t.Errorf("Q2 is %q", got)
	}
	if len(Periods) != 19 {
		t.Errorf("%d periods, want 12 months, 4 quarters, 2 halves and the year", len(Periods))
	}
}
