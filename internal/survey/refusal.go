package survey

import "shiji/internal/lang"

// Refusal says why something can't be estimated, in words for the analyst.
type Refusal struct{ Why lang.Text }

func (r *Refusal) Error() string { return r.Why.EN }

func refuse(zh, en string, args ...any) *Refusal { return &Refusal{lang.T(zh, en).With(args...)} }
