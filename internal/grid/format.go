package grid

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// shows is what a section of a number format makes of a number.
type shows uint8

const (
	shownNumber shows = iota
	shownDate
	shownTime
	shownElapsed
)

// section is one section of a number format: what it shows, and how.
type section struct {
	code     string // the whole format
	shows    shows
	percent  int  // percent signs: each shows a hundred times the number
	signOnly bool // a percent sign that is only written behind
	// powers of ten that it hides: three for each comma behind the last digit, one for each digit behind a
	// point that is only written
	scale   int
	places  int  // decimals that it always shows; -1: it doesn't say
	text    bool // it is for texts
	compare string
	bound   float64
}

// format is a number format, taken apart into its sections (ECMA-376 part 1, 18.8.30 and 18.8.31).
type format struct{ sections []section }

// section is the one that applies to a number.
func (f *format) section(v float64) *section {
	list := f.sections
	if slices.ContainsFunc(list, func(s section) bool { return s.compare != "" }) {
		return f.byCondition(v)
	}
	switch {
	case v < 0 && len(list) > 1:
		return &list[1]
	case v == 0 && len(list) > 2:
		return &list[2]
	}
	return &list[0]
}

// byCondition is the section that applies where sections have conditions: those that hold come first; of three where
// only the first has one, the second is for negative numbers. A number that no section takes is shown as it is.
func (f *format) byCondition(v float64) *section {
	list := f.sections
	for i := range list {
		s := &list[i]
		switch {
		case s.compare != "" && !s.holds(v):
		case s.compare == "" && i == 1 && len(list) == 3 && list[2].compare == "" && v >= 0:
		default:
			return s
		}
	}
	return &section{code: list[0].code, places: -1}
}

func (s *section) holds(v float64) bool {
	switch s.compare {
	case "<":
		return v < s.bound
	case "<=":
		return v <= s.bound
	case ">":
		return v > s.bound
	case ">=":
		return v >= s.bound
	case "=":
		return v == s.bound
	}
	return v != s.bound // <>
}

// parseFormat takes a format code apart; nil is General, which shows a number as it is.
func parseFormat(code string) *format {
	f := &format{}
	for _, part := range splitSections(code) {
		f.sections = append(f.sections, parseSection(part))
	}
	if last := len(f.sections) - 1; last > 0 && f.sections[last].text {
		f.sections = f.sections[:last] // the last one, with @, is for texts
	}
	if len(f.sections) > 3 {
		f.sections = f.sections[:3]
	}
	for i := range f.sections {
		f.sections[i].code = code
	}
	return f
}

// splitSections cuts a code at its semicolons, as far as they aren't quoted or escaped.
func splitSections(code string) []string {
	var out []string
	from, quoted := 0, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\\' || c == '!' || c == '_' || c == '*':
			if i+1 < len(code) {
				_, n := utf8.DecodeRuneInString(code[i+1:])
				i += n
			}
		case c == ';':
			out = append(out, code[from:i])
			from = i + 1
		}
	}
	return append(out, code[from:])
}

// words of a format that are longer than a letter. What stands for General shows a number as it is.
var (
	generalWords = []string{"General", "G/通用格式", "G/標準", "Standard"}
	halfDays     = []string{"AM/PM", "A/P", "上午/下午"}
)

func hasWord(s string, list []string) (n int) {
	for _, w := range list {
		if len(s) >= len(w) && strings.EqualFold(s[:len(w)], w) {
			return len(w)
		}
	}
	return 0
}

// parseSection walks over one section. Quoted, escaped and filling characters are only written; letters of dates count
// where no digit stands before them.
func parseSection(code string) section {
	s := section{places: -1}
	var tokens []byte // of dates and times, in their order: y d h m s, H M S where elapsed
	digits, fraction, optional, written, commas, places, hidden := false, false, false, false, 0, 0, 0
	for i := 0; i < len(code); {
		rest := code[i:]
		r, n := utf8.DecodeRuneInString(rest)
		if w := hasWord(rest, generalWords); w > 0 {
			digits, optional, i = true, true, i+w
			continue
		}
		if w := hasWord(rest, halfDays); w > 0 {
			tokens, i = append(tokens, 'h'), i+w
			continue
		}
		i += n
		switch {
		case r == '"':
			text, _, _ := strings.Cut(code[i:], `"`)
			s.signOnly = s.signOnly || strings.HasPrefix(strings.TrimSpace(text), "%") ||
				strings.HasPrefix(strings.TrimSpace(text), "％")
			written = digits && strings.HasSuffix(text, ".")
			i = min(len(code), i+len(text)+1)
		case r == '\\' || r == '!':
			next, n := utf8.DecodeRuneInString(code[i:])
			s.signOnly = s.signOnly || next == '%' || next == '％'
			written = digits && next == '.'
			i += n
		case r == '_' || r == '*':
			_, n := utf8.DecodeRuneInString(code[i:])
			i += n
		case r == '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				end = len(code) - i
			}
			tokens = s.bracket(code[i:i+end], tokens)
			i = min(len(code), i+end+1)
		case r == '0' || r == '#' || r == '?':
			if len(tokens) > 0 {
				break
			}
			if written { // behind a point that is only written
				hidden++
			}
			if digits, commas = true, 0; r != '0' {
				optional = optional || fraction
			} else if fraction {
				places++
			}
		case r == ',' && digits:
			commas++
		case r == '.':
			if !fraction { // commas before the point hide thousands too
				s.scale, commas, fraction = s.scale+3*commas, 0, true
			}
		case r == '%' && len(tokens) == 0:
			s.percent++
		case r == '％':
			s.signOnly = true
		case r == '@':
			s.text = true
		case (r == 'E' || r == 'e') && digits && i < len(code) && (code[i] == '+' || code[i] == '-'):
			i++
			optional = true
		case r == '/' && digits:
			optional = true
		case !digits:
			run := 1
			for i < len(code) && code[i]|0x20 == byte(r|0x20) && r < utf8.RuneSelf {
				i, run = i+1, run+1
			}
			switch r | 0x20 {
			case 'y', 'd', 'e', 'g', 'b':
				tokens = append(tokens, 'd')
			case 'a':
				if run >= 3 { // the day of the week, in Chinese
					tokens = append(tokens, 'd')
				}
			case 'm', 'h', 's':
				tokens = append(tokens, byte(r|0x20))
			}
		}
	}
	if s.scale += 3*commas + hidden; digits && !optional && hidden == 0 {
		s.places = places
	}
	if len(tokens) > 0 {
		s.shows, s.scale, s.signOnly, s.percent, s.places = whatShows(tokens), 0, false, 0, -1
	}
	return s
}

// bracket reads what stands in square brackets: elapsed time, a condition, the system's own date; colours, currencies,
// languages and kinds of digits change nothing.
func (s *section) bracket(text string, tokens []byte) []byte {
	lower := strings.ToLower(text)
	switch {
	case lower != "" && strings.Trim(lower, lower[:1]) == "" && strings.Contains("hms", lower[:1]):
		return append(tokens, lower[0]-0x20)
	case strings.HasSuffix(lower, "-f800"), strings.HasSuffix(lower, "-x-sysdate"):
		return append(tokens, 'd')
	case strings.HasSuffix(lower, "-f400"), strings.HasSuffix(lower, "-x-systime"):
		return append(tokens, 'h')
	}
	for _, sign := range []string{"<=", ">=", "<>", "<", ">", "="} {
		if bound, ok := strings.CutPrefix(lower, sign); ok {
			if n, err := strconv.ParseFloat(strings.TrimSpace(bound), 64); err == nil {
				s.compare, s.bound = sign, n
			}
			break
		}
	}
	return tokens
}

// whatShows says what letters of dates show together. m is the minute behind an hour or beside a second, else the
// month.
func whatShows(tokens []byte) shows {
	out, day := shownTime, slices.Contains(tokens, 'd')
	for i, t := range tokens {
		switch t {
		case 'H', 'M', 'S':
			if !day { // a day with hours behind it is a day
				return shownElapsed
			}
		case 'd':
			out = shownDate
		case 'm':
			minute := i > 0 && (tokens[i-1] == 'h' || tokens[i-1] == 's') || i+1 < len(tokens) && tokens[i+1] == 's'
			if !minute {
				out = shownDate
			}
		}
	}
	return out
}

// builtin are the formats that a workbook names by number alone (ECMA-376 part 1, 18.8.30), 27 to 36 and 50 to 58 as
// Chinese spreadsheets have them. What isn't here is General.
var builtin = map[int]string{
	1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "$#,##0_);($#,##0)", 6: "$#,##0_);[Red]($#,##0)",
	7: "$#,##0.00_);($#,##0.00)", 8: "$#,##0.00_);[Red]($#,##0.00)",
	9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
	17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
	20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
	27: `yyyy"年"m"月"`, 28: `m"月"d"日"`, 29: `m"月"d"日"`, 30: "m-d-yy", 31: `yyyy"年"m"月"d"日"`,
	32: `h"时"mm"分"`, 33: `h"时"mm"分"ss"秒"`,
	34: `上午/下午h"时"mm"分"`, 35: `上午/下午h"时"mm"分"ss"秒"`, 36: `yyyy"年"m"月"`,
	37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);[Red](#,##0.00)",
	41: `_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)`, 42: `_($* #,##0_);_($* (#,##0);_($* "-"_);_(@_)`,
	43: `_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)`, 44: `_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)`,
	45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
	50: `yyyy"年"m"月"`, 51: `m"月"d"日"`, 52: `yyyy"年"m"月"`, 53: `m"月"d"日"`, 54: `m"月"d"日"`,
	55: `上午/下午h"时"mm"分"`, 56: `上午/下午h"时"mm"分"ss"秒"`, 57: `yyyy"年"m"月"`, 58: `m"月"d"日"`,
}
