package calendar

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The ways in which officials write a date: 2014-12-31, 2014/3/5, 2014.3.5, 20141231, 2014年12月31日 or 31号, with spaces,
// with a time behind.
var (
	separated = regexp.MustCompile(`^(\d{4})\s*([-/.年])\s*(\d{1,2})\s*([-/.月])\s*(\d{1,2})\s*([日号]?)$`)
	together  = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	timed     = regexp.MustCompile(`^(.+?(?:[日号]\s*|\d(?:T|\s+)))(上午|下午)?\s*(\d{1,2})(?:[:：时](\d{2})?(?:[:：` +
		`分](\d{2})?(?:\.\d+)?秒?)?)\s*(?:Z|[+-]\d{2}:?\d{2})?$`)
	weekday = regexp.MustCompile(`\s*[（(]?(?:星期|周)[一二三四五六日天][）)]?$`)
)

// maxDate bounds the length of a date, in bytes: 二〇一四年十二月三十一日 and a time behind it.
const maxDate = 64

// ParseMoment reads a date as officials write it: the day as YYYY-MM-DD, and the time of day behind it as HH:MM:SS, ""
// if there is none. Full-width digits are for who cleans the text. There are no days in the years 0 and 9999, which
// other programs write for "never".
func ParseMoment(s string) (day, clock string, err error) {
	text := strings.TrimSpace(s)
	if !mayBeDate(text) {
		return "", "", notDate(s) // told at a glance: every text of a table is tried
	}
	text = weekday.ReplaceAllString(text, "")
	if text[0] > '9' || strings.ContainsAny(text, "一二三四五六七八九十") {
		if text = western(text); text == "" {
			return "", "", notDate(s)
		}
	}
	if day, ok := dayOf(text); ok {
		return day, "", nil
	}
	m := timed.FindStringSubmatch(text)
	if m == nil {
		return "", "", notDate(s)
	}
	day, ok := dayOf(strings.TrimSuffix(strings.TrimSpace(m[1]), "T"))
	hour, _ := strconv.Atoi(m[3])
	minute, _ := strconv.Atoi(m[4])
	second, _ := strconv.Atoi(m[5])
	if m[2] == "下午" && hour < 12 {
		hour += 12
	}
	if !ok || hour > 23 || minute > 59 || second > 59 {
		return "", "", notDate(s)
	}
	return day, time.Date(1, 1, 1, hour, minute, second, 0, time.UTC).Format(time.TimeOnly), nil
}

// NoSuchDay reports a text that is written as a date, and is the date of no day: 2014-02-29, 9999-12-31.
func NoSuchDay(s string) bool {
	if len(s) > 3*maxDate {
		return false
	}
	text := weekday.ReplaceAllString(strings.TrimSpace(s), "")
	if !mayBeDate(text) {
		return false
	}
	if _, _, err := ParseMoment(s); err == nil {
		return false
	}
	if text[0] > '9' {
		return western(text) != ""
	}
	return separated.MatchString(text)
}

// mayBeDate tells most texts that are no date: a date begins with four digits, Western or Chinese.
func mayBeDate(s string) bool {
	if len(s) < len("20141231") || len(s) > maxDate {
		return false
	}
	if s[0] >= '0' && s[0] <= '9' {
		for i := 1; i < 4; i++ {
			if s[i] < '0' || s[i] > '9' {
				return false
			}
		}
		return true
	}
	return strings.HasPrefix(s, "一九") || strings.HasPrefix(s, "二")
}

func dayOf(s string) (string, bool) {
	m := separated.FindStringSubmatch(s)
	var y, month, d string
	switch {
	case m != nil:
		if chinese := m[2] == "年"; chinese != (m[4] == "月") || m[6] != "" && !chinese || !chinese && m[2] != m[4] {
			return "", false
		}
		y, month, d = m[1], m[3], m[5]
	default:
		if m = together.FindStringSubmatch(s); m == nil {
			return "", false
		}
		y, month, d = m[1], m[2], m[3]
	}
	t, err := time.Parse("2006-1-2", y+"-"+month+"-"+d)
	if err != nil || t.Year() < 1 || t.Year() > 9998 {
		return "", false
	}
	return t.Format(time.DateOnly), true
}

// western writes the Chinese numerals of a date in digits: 二〇一四年十二月三十一日. "" if they are none.
func western(s string) string {
	year, rest, ok1 := strings.Cut(s, "年")
	month, rest, ok2 := strings.Cut(rest, "月")
	i := strings.IndexAny(rest, "日号")
	if !ok1 || !ok2 || i < 0 {
		return ""
	}
	day, after := rest[:i], rest[i:]
	_, after = cutRune(after)
	y := ""
	for _, r := range year {
		d := numeral(r)
		if d < 0 {
			return ""
		}
		y += strconv.Itoa(d)
	}
	m, d := tens(month), tens(day)
	if len(y) != 4 || m == 0 || d == 0 {
		return ""
	}
	return y + "年" + strconv.Itoa(m) + "月" + strconv.Itoa(d) + "日" + after
}

func cutRune(s string) (first, rest string) {
	for i := range s {
		if i > 0 {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

func numeral(r rune) int {
	for i, group := range []string{"〇零○OΟО0", "一1", "二2", "三3", "四4", "五5", "六6", "七7", "八8", "九9"} {
		if strings.ContainsRune(group, r) {
			return i
		}
	}
	return -1
}

// tens reads a numeral up to 99: 十二, 二十, 三十一, 廿, 卅一, also with digits; 0 if it is none.
func tens(s string) int {
	if n, err := strconv.Atoi(s); err == nil && n > 0 && n < 100 {
		return n
	}
	for _, zero := range []string{"〇", "零", "0"} {
		s = strings.TrimPrefix(s, zero)
	}
	s = strings.NewReplacer("廿", "二十", "卅", "三十").Replace(s)
	before, after, ten := strings.Cut(s, "十")
	one := func(s string) int {
		if rest := []rune(s); len(rest) == 1 {
			return numeral(rest[0])
		}
		return -1
	}
	switch {
	case !ten:
		return max(0, one(s))
	case after == "" && before == "":
		return 10
	case after == "":
		return max(0, one(before)) * 10
	}
	head, last := 1, one(after)
	if before != "" {
		head = one(before)
	}
	if head < 1 || last < 1 {
		return 0
	}
	return head*10 + last
}
