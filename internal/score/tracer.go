package score

// Tracer traces single lines of a year whose scores are known without a trace. It isn't safe for several at a time.
type Tracer struct{ y *year }

// NewTracer stands ready to trace lines of a year without errors.
func NewTracer(in Input) *Tracer {
	y, _ := prepare(in)
	y.trace = true
	return &Tracer{y}
}

// Line is a unit's line of an indicator with its inputs and its arithmetic; nil if the unit doesn't have it.
func (t *Tracer) Line(unit, indicator string) *Line {
	y := t.y
	u, l := y.index.units[unit], y.index.leaves[indicator]
	if u == nil || l == nil || !l.For(u) || y.veto(l) {
		return nil
	}
	c := y.common(u.Class, l)
	s := y.line(u, y.look(u.Code, l.Code), &c)
	if s.open == "" {
		return s.line
	}
	for _, of := range y.leafLines(u.Class, l) { // a policy gives it, maybe by those of the others
		if of.unit == u.Code {
			return of.line
		}
	}
	return nil // it isn't scored
}
