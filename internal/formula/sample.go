package formula

import (
	"cmp"
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/lang"
)

// Range of the made-up inputs of a sample.
const (
	SampleLow  = -100
	SampleHigh = 100
)

// Sample is what a formula gave for made-up inputs: look at it before a scheme is approved.
type Sample struct {
	Tried  int            `json:"tried"`
	Valued int            `json:"valued"`
	Least  decimal.Number `json:"least"`
	Most   decimal.Number `json:"most"`
	Median decimal.Number `json:"median"`
	None   []NoValue      `json:"none,omitempty"` // why there was no value, most often first
}

// NoValue is a reason for there being no value, and how often it was met.
type NoValue struct {
	Why   lang.Text `json:"why"`
	Times int       `json:"times"`
}

// Sample evaluates a formula of numbers n times with made-up inputs. The same seed makes the same inputs.
func (e *Expr) Sample(n int, seed uint64) Sample {
	out := Sample{Tried: n}
	random := splitMix(seed)
	reasons := map[lang.Text]int{}
	var values []decimal.Number
	for range n {
		s := &madeUp{random: &random, known: map[string]Value{}}
		s.class = &Class{Members: []Scope{s}}
		for range 9 {
			s.class.Members = append(s.class.Members, &madeUp{random: &random, known: map[string]Value{}, class: s.class})
		}
		v := e.Eval(s, nil)
		switch {
		case !v.Has():
			reasons[v.Why]++
		case v.Type == Number:
			values = append(values, v.Term.N)
		default:
			out.Valued++
		}
	}
	for why, times := range reasons {
		out.None = append(out.None, NoValue{why, times})
	}
	slices.SortFunc(out.None, func(a, b NoValue) int { return cmp.Or(b.Times-a.Times, cmp.Compare(a.Why.EN, b.Why.EN)) })
	out.None = out.None[:min(len(out.None), 5)]
	if out.Valued += len(values); len(values) > 0 {
		slices.SortFunc(values, decimal.Number.Cmp)
		out.Least, out.Most, out.Median = values[0], values[len(values)-1], values[len(values)/2]
	}
	return out
}

// splitMix is the generator of that name: a few lines, the same numbers everywhere.
type splitMix uint64

func (s *splitMix) next() uint64 {
	*s += 0x9e3779b97f4a7c15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// madeUp is a scope of made-up inputs.
type madeUp struct {
	random *splitMix
	known  map[string]Value
	class  *Class
}

func (s *madeUp) Class() *Class { return s.class }

func (s *madeUp) Get(v *Var, part Part) Value {
	key := v.Key + string(rune('0'+part))
	if known, ok := s.known[key]; ok {
		return known
	}
	value := s.make(v)
	s.known[key] = value
	return value
}

func (s *madeUp) make(v *Var) Value {
	switch s.random.next() % 20 {
	case 0:
		return None(lang.T("缺数", "a missing input"))
	case 1:
		if v.Type == Number {
			return Num(decimal.Zero, false)
		}
	}
	if v.Type == Text {
		return Word([]string{"优秀", "良好", "合格", "不合格"}[s.random.next()%4])
	}
	hundredths := int64(s.random.next()%((SampleHigh-SampleLow)*100+1)) + SampleLow*100
	return Num(decimal.Ratio(hundredths, 100), false)
}
