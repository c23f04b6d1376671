package survey

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"

	"shiji/internal/decimal"
	"shiji/internal/fact"
)

// Result is the satisfaction of one unit through one channel, out of 100: what enters a year. It may come with the
// counts that it was made from, the hashes of the files that hold them, and the signature of whoever answers for it.
type Result struct {
	Unit    string          `json:"unit"`
	Channel string          `json:"channel"` // rule.ThirdParty or rule.Direct
	Score   decimal.Number  `json:"score"`   // 0 to 100
	N       fact.Number     `json:"n"`       // valid answers
	SE      *decimal.Number `json:"se,omitempty"`
	Low     *decimal.Number `json:"low,omitempty"`
	High    *decimal.Number `json:"high,omitempty"` // 95 % interval
	Method  string          `json:"method,omitempty"`
	Source  fact.Source     `json:"source,omitzero"`

	Named     string    `json:"named,omitempty"`  // the unit as the statistics call it, which is what is signed
	Data      string    `json:"data,omitempty"`   // SHA-256 of the file of answers
	Design    string    `json:"design,omitempty"` // SHA-256 of the design
	Signature string    `json:"signature,omitempty"`
	Counts    []Counted `json:"counts,omitempty"`
}

// Counted is the people who gave one answer to one question: a row of the sheet 满意度明细. Where single answers are too few
// to be shown they stand together as one row without points, with the sum of their weighted points.
type Counted struct {
	Dimension string          `json:"dimension,omitempty"`
	Question  string          `json:"question"`
	Share     decimal.Number  `json:"share"` // of the question in the score
	Answer    string          `json:"answer"`
	Points    *decimal.Number `json:"points,omitempty"`
	N         decimal.Number  `json:"n"`
	Weighted  decimal.Number  `json:"weighted"`      // sum of their weights; N where all count the same
	Sum       *decimal.Number `json:"sum,omitempty"` // of weighted points, for answers that stand together
	Source    fact.Source     `json:"source,omitzero"`
}

// Places of a question's mean and of a score.
const (
	MeanPlaces  = 6
	ScorePlaces = 4
)

// PointsSum is what a row adds to the sum of weighted points; ok is false for a row without points.
func (c Counted) PointsSum() (sum decimal.Number, ok bool) {
	switch {
	case c.Points != nil:
		return c.Points.Mul(c.Weighted), true
	case c.Sum != nil:
		return *c.Sum, true
	}
	return decimal.Zero, false
}

// Scored are the answers to one question that count: those with points.
type Scored struct {
	Question, Dimension string
	Share               decimal.Number
	Rows                []Counted
	N                   decimal.Number
}

// Questions puts counts together by question, in their order. Rows without points, of those who
// can't judge, aren't in it.
func Questions(counts []Counted) []Scored {
	var out []Scored
	at := map[string]int{}
	for _, c := range counts {
		if _, ok := c.PointsSum(); !ok {
			continue
		}
		k, known := at[c.Question]
		if !known {
			k = len(out)
			at[c.Question] = k
			out = append(out, Scored{Question: c.Question, Dimension: c.Dimension, Share: c.Share})
		}
		out[k].Rows = append(out[k].Rows, c)
		out[k].N = out[k].N.Add(c.N)
	}
	return out
}

// ScoreOf is the score that counts give, exactly: each question's mean to six decimals, their sum in shares to four. ok
// is false if a question that counts has no answers.
func ScoreOf(counts []Counted) (score decimal.Number, ok bool) {
	questions := Questions(counts)
	for _, q := range questions {
		sum, all := decimal.Zero, decimal.Zero
		for _, c := range q.Rows {
			points, _ := c.PointsSum()
			sum, all = sum.Add(points), all.Add(c.Weighted)
		}
		if all.Sign() <= 0 {
			return decimal.Zero, false
		}
		score = score.Add(q.Share.Mul(sum.Quo(all).Round(MeanPlaces)))
	}
	return score.Round(ScorePlaces), len(questions) > 0
}

// signed is what a signature covers: everything but where a number was read.
func (r Result) signed() []byte {
	counts := make([]Counted, len(r.Counts))
	for i, c := range r.Counts {
		c.Source = fact.Source{}
		counts[i] = c
	}
	data, err := json.Marshal(struct {
		Unit, Channel, Score, N, Method, Data, Design string
		SE, Low, High                                 *decimal.Number
		Counts                                        []Counted
	}{r.Named, r.Channel, r.Score.String(), r.N.Value.String(), r.Method, r.Data, r.Design, r.SE, r.Low, r.High, counts})
	if err != nil {
		panic("survey: a result doesn't encode: " + err.Error()) // texts and numbers always do
	}
	return data
}

// Sign puts a signature on a result: Ed25519, in hexadecimal, over its unit, channel, numbers, hashes and counts.
func (r *Result) Sign(key ed25519.PrivateKey) {
	r.Signature = hex.EncodeToString(ed25519.Sign(key, r.signed()))
}

// SignedBy reports whether the signature on a result is good, by one of the public keys (in hexadecimal).
func (r Result) SignedBy(keys []string) bool {
	signature, err := hex.DecodeString(r.Signature)
	if err != nil || len(signature) != ed25519.SignatureSize {
		return false
	}
	for _, text := range keys {
		if key, err := hex.DecodeString(text); err == nil && len(key) == ed25519.PublicKeySize &&
			ed25519.Verify(key, r.signed(), signature) {
			return true
		}
	}
	return false
}
