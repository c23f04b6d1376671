package study

import (
	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/survey"
)

// Report is what an analysis found. Its floats have ten significant digits; scores are exact and
// rounded to four decimals.
type Report struct {
	Title     string      `json:"title"`
	Year      int         `json:"year,omitempty"`
	Channel   string      `json:"channel"`
	File      string      `json:"file"`
	DataHash  string      `json:"data_sha256"`
	SpecFile  string      `json:"design"`
	SpecHash  string      `json:"design_sha256"`
	Rows      int         `json:"rows"`   // of data in the file
	Sheets    int         `json:"sheets"` // that count
	Left      []Left      `json:"left_out"`
	Unread    []Unread    `json:"unread"`
	Notes     []lang.Text `json:"notes"`
	Warnings  []lang.Text `json:"warnings"`
	Drawn     Drawn       `json:"drawn"`
	Questions []Asked     `json:"questions"`
	Tables    []Table     `json:"tables"`
	Suppress  int         `json:"suppress"` // cells below this aren't shown
	Level     float64     `json:"level"`
}

// Drawn sums up how the sample was drawn.
type Drawn struct {
	Stages    []DrawnStage `json:"stages"`
	Weights   lang.Text    `json:"weights"`
	Effective float64      `json:"kish_n"`
	Deff      float64      `json:"kish_deff"`
	Single    string       `json:"single"`        // what is done with strata of a single unit
	Singles   int          `json:"single_strata"` // of the first stage, not taken whole
	Freedom   string       `json:"freedom"`       // whose degrees of freedom intervals take: design or group
}

// DrawnStage is a stage of drawing.
type DrawnStage struct {
	What   lang.Text `json:"what"`
	Units  int       `json:"units"`
	Strata int       `json:"strata"`
}

// Asked is a question with what it counts in the score.
type Asked struct {
	Name      string         `json:"name"`
	Dimension string         `json:"dimension,omitempty"`
	Share     decimal.Number `json:"share"` // of the score
	Levels    []survey.Level `json:"levels"`
}

// Table is one breakdown: the whole, the units, or another grouping.
type Table struct {
	By     string    `json:"by"` // "": the whole
	Unit   bool      `json:"unit,omitempty"`
	Groups []Group   `json:"groups"`
	Tests  []Pair    `json:"tests,omitempty"`
	Note   lang.Text `json:"note,omitzero"`

	columns []string // that it groups by
}

// Group is one sub-group: a domain of the design.
type Group struct {
	Name       string           `json:"name"`  // crossed categories joined by ·
	Label      lang.Text        `json:"label"` // the name for people: a blank category has one too
	Sheets     int              `json:"sheets"`
	Valid      int              `json:"valid"` // sheets with a scored answer
	Score      *survey.Estimate `json:"score,omitempty"`
	Exact      *decimal.Number  `json:"score_exact,omitempty"` // to four decimals, from the counts as printed
	Rate       *survey.Estimate `json:"rate,omitempty"`        // satisfaction rate, over all questions in their shares
	Band       int              `json:"band,omitempty"`        // units of one band don't differ from its first
	Pooled     bool             `json:"pooled,omitempty"`
	TooFew     bool             `json:"too_few,omitempty"`
	Removed    float64          `json:"removed,omitempty"` // share of sheets taken out
	Questions  []Result         `json:"questions"`
	Dimensions []Part           `json:"dimensions,omitempty"`
	Channels   []ChannelPart    `json:"channels,omitempty"`
	Values     []ValueResult    `json:"values,omitempty"`
	Changes    []Pair           `json:"changes,omitempty"`  // against other waves
	Withheld   bool             `json:"withheld,omitempty"` // too few answers to be shown
	Refused    []lang.Text      `json:"refused,omitempty"`

	key    []string // its categories
	code   int32    // of its first sheet, in the column or columns of its table
	sheets []int32
	score  *survey.Linear
	counts []counts // of each question, as they enter the exact score
}

// Part is an estimate with a name and what it counts.
type Part struct {
	Name     string           `json:"name"`
	Share    decimal.Number   `json:"share"`
	Estimate *survey.Estimate `json:"estimate,omitempty"`
}

// ChannelPart is the score of one channel of a unit.
type ChannelPart struct {
	Name  string           `json:"name"`
	Share float64          `json:"share"`
	Valid int              `json:"valid"`
	Score *survey.Estimate `json:"score,omitempty"`
	Exact *decimal.Number  `json:"score_exact,omitempty"`

	counts []counts
	hidden [][]bool // of each question: its levels, and those who can't judge
}

// Pair is a comparison of two groups, or two waves.
type Pair struct {
	A    string      `json:"a"`
	B    string      `json:"b"`
	Test survey.Test `json:"test"`

	Labels [2]lang.Text `json:"-"` // their names for people
}

// Result is one question in one group.
type Result struct {
	Question string `json:"question"`
	Valid    int    `json:"valid"` // scored answers
	DontKnow int    `json:"dont_know"`
	Open     int    `json:"open"`
	// too few to be shown: they stand in neither number above
	Private bool             `json:"dont_know_hidden,omitempty"`
	Unsure  *survey.Estimate `json:"dont_know_share,omitempty"` // of those who answered
	Mean    *survey.Estimate `json:"mean,omitempty"`
	Rate    *survey.Estimate `json:"rate,omitempty"`
	Answers []Answer         `json:"answers"`
	Refused []lang.Text      `json:"refused,omitempty"`
}

// Answer is one answer to one question in one group. A hidden one has neither count nor share.
type Answer struct {
	Answer   string           `json:"answer"`
	Points   decimal.Number   `json:"points"`
	N        int              `json:"n"`
	Weighted decimal.Number   `json:"weighted"`
	Share    *survey.Estimate `json:"share,omitempty"`
	Hidden   bool             `json:"hidden,omitempty"`
}

// ValueResult is a numeric column in one group.
type ValueResult struct {
	Name      string           `json:"name"`
	Valid     int              `json:"valid"`
	Open      int              `json:"open"`
	Mean      *survey.Estimate `json:"mean,omitempty"`
	Total     *survey.Estimate `json:"total,omitempty"`
	Ratio     *survey.Estimate `json:"ratio,omitempty"`
	Over      string           `json:"over,omitempty"`
	Quantiles []QuantilePart   `json:"quantiles,omitempty"`
	Refused   []lang.Text      `json:"refused,omitempty"`
}

// QuantilePart is a quantile.
type QuantilePart struct {
	P        float64         `json:"p"`
	Estimate survey.Estimate `json:"estimate"`
}

// counts are the answers to one question of those who enter the exact score.
type counts struct {
	n        []int // of each level, and of those who can't judge at the end
	open     int
	weighted []decimal.Number
}
