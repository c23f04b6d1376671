package calendar

import "testing"

func TestMoments(t *testing.T) {
	for in, want := range map[string]string{
		"2014-12-31": "2014-12-31", "2014/12/31": "2014-12-31", "2014.12.31": "2014-12-31", "20141231": "2014-12-31",
		"2014年12月31日": "2014-12-31", "2014年12月31号": "2014-12-31",
		"2014 年 12 月 31 日": "2014-12-31", "二〇一四年十二月三十一日": "2014-12-31", "二零一四年十二月三十一号": "2014-12-31",
		"二〇一四年二月二十八日": "2014-02-28", "二○一四年一月十日": "2014-01-10", "一九九九年十月廿一日": "1999-10-21",
		"2014-12-31 08:30": "2014-12-31 08:30:00", "2014-12-31T08:30:15": "2014-12-31 08:30:15",
		"2014-12-31T08:30:15Z": "2014-12-31 08:30:15", "2014-12-31T08:30:15.250+08:00": "2014-12-31 08:30:15",
		"2014年12月31日 8时30分": "2014-12-31 08:30:00", "2014年12月31日8:30": "2014-12-31 08:30:00",
		"2014/1/2 9:05:07": "2014-01-02 09:05:07",
	} {
		day, clock, err := ParseMoment(in)
		got := day
		if clock != "" {
			got += " " + clock
		}
		if err != nil || got != want {
			t.Errorf("%q is %q (%v), want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"", "8:30", "08:30:00", "2014-02-29", "2014-13-01", "0000-01-01", "9999-12-31", "2014-1/2",
		"2014年1月", "2014-12-310:30", "2014-12-31 25:00", "二〇一四年十三月一日", "二〇一四年二月三十日", "二等奖", "20141331",
		"2014123", "201412311", "2014-12-31 上午", "约2014年12月31日", "2014.12", "1-2-2014", "二〇一四年零月一日"} {
		if day, clock, err := ParseMoment(in); err == nil {
			t.Errorf("%q is %s %s", in, day, clock)
		}
	}
}

func TestNoSuchDay(t *testing.T) {
	for in, want := range map[string]bool{"2014-02-29": true, "0000-01-01": true, "9999-12-31": true, "2014年13月1日": true,
		"二〇一四年二月三十日": true, "2014-02-28": false, "甲局": false, "20140230": false, "2014": false, "二等奖": false} {
		if got := NoSuchDay(in); got != want {
			t.Errorf("%q: %v", in, got)
		}
	}
}

func FuzzMoment(f *testing.F) {
	for _, s := range []string{"2014-12-31", "二〇一四年十二月三十一日", "20141231", "2014-12-31T08:30:15Z", "2014年 2月 3日 4时05分"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		day, clock, err := ParseMoment(s)
		if err != nil {
			return
		}
		if again, _, err := ParseMoment(day); err != nil || again != day {
			t.Errorf("%q is %q, which is %q (%v)", s, day, again, err)
		}
		if clock != "" && len(clock) != 8 {
			t.Errorf("%q has the time %q", s, clock)
		}
	})
}
