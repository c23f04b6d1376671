package study

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"shiji/internal/decimal"
	"shiji/internal/grid"
	"shiji/internal/lang"
	"shiji/internal/survey"
)

// Spec is a design file: what the columns of the answers mean, how the sample was drawn, how answers become points. The
// words of each field stand beside it in fields, which is what reads the file, describes it in docs/survey.schema.json
// and documents it in docs/survey.md.
type Spec struct {
	Title   string
	Year    int
	Channel string // third_party or direct

	Sheet, Layout, Respondent, Question, Answer string
	Keep                                        []string // names that look like those of totals, and are answers

	Unit  string
	By    []string
	Wave  Wave
	Joint Joint

	Stages              []Stage
	Weight, Probability string
	Single              string
	Trim                survey.Trim
	Calibrate           []Margin

	Scale          ScaleSpec
	DontKnow       []string
	DontKnowPoints float64 // below 0: not scored
	Missing        string
	Questions      []Question
	Dimensions     []Named
	Values         []Value

	Level                float64
	Interval, Proportion string
	Freedom              string
	Minimum              int
	Pool                 bool
	Suppress             int
	Quality              []Rule
	RemovedLimit         float64

	file string
}

// Wave tells several rounds of a survey apart.
type Wave struct {
	Column, Current string
	Same            bool // the same people were asked: waves aren't independent
}

// Joint combines two channels in one file.
type Joint struct {
	Column string
	Shares []Named
}

// Stage is a stage of drawing, in columns.
type Stage struct {
	Strata               []string
	Cluster              string
	Population, Fraction Amount
}

// Margin is a known division of the population.
type Margin struct {
	By     []string
	Totals []Named
}

// Question is a question with a scale.
type Question struct {
	Column, Name, Dimension string
	Weight                  float64
	Scale                   ScaleSpec
}

// Value is a numeric column: waiting time, number of visits.
type Value struct {
	Column, Name string
	Quantiles    []float64
	Missing      []float64 // codes of answers that weren't given; nil: nobody has said
	Total        bool
	Over         string // of a ratio
}

// Rule is a rule for the quality of sheets.
type Rule struct {
	Rule      string
	Column    []string
	Time      string
	Share     float64
	Questions int
	Minutes   float64
	Answer    []string
	Remove    bool
}

// ScaleSpec is a scale by name, or as a table.
type ScaleSpec struct {
	Scale     *survey.Scale
	Satisfied []string
}

// Quality rules.
const (
	SpeedRule    = "speed"
	StraightRule = "straight"
	BurstRule    = "burst"
	CheckRule    = "check"
	RepeatRule   = "repeat"
)

// Policies for questions that were left open.
const (
	OmitMissing     = "omit"
	CompleteMissing = "complete"
	FailMissing     = "fail"
)

func newSpec() *Spec {
	return &Spec{Layout: "wide", Single: string(survey.Fail), Scale: ScaleSpec{Scale: survey.ScaleByCode("five")},
		DontKnow: slices.Clone(survey.DontKnow), DontKnowPoints: -1, Missing: OmitMissing, Level: 0.95,
		Interval: string(survey.T), Proportion: string(survey.LogitMethod), Freedom: string(survey.OfDesign), Minimum: 30,
		Suppress: 5, RemovedLimit: 0.1, Channel: "third_party"}
}

var noLimit = math.MaxFloat64

// mostBy bounds the groupings of a design.
const mostBy = 50

// mostPeople bounds a population.
const mostPeople = 1e12

// fields lists what a design may hold. Their order is that of the documentation.
func (s *Spec) fields() []field {
	t := lang.T
	return []field{
		textField("title", t("调查名称", "name of the survey"), &s.Title).required(),
		wholeField("year", t("年度", "year"), &s.Year, 1949, 2999),
		wordField("channel", t("渠道", "channel"), &s.Channel, choice{"third_party", "第三方", lang.Text{}},
			choice{"direct", "直接服务对象", lang.Text{}}),
		objectField("data", t("数据怎样摆", "how the data stand"), func() []field {
			return []field{
				textField("sheet", t("工作簿中的工作表；默认第一张", "sheet of a workbook; the first by default"), &s.Sheet),
				wordField("layout", t("一行是一份答卷还是一个回答", "is a row a sheet or an answer"), &s.Layout, choice{"wide", "宽表",
					t("一行一份答卷，一列一题", "a row a sheet, a column a question")}, choice{"long", "长表", t("一行一个回答", "a row an answer")}),
				textsField("keep", t("看起来像合计、其实是数据的名称，如一个真叫“东片汇总”的单位",
					"names that look like those of totals, and are data, such as a unit that is really called so"), &s.Keep),
				textField("respondent", t("受访者编号的列；长表必填", "column of the respondent; needed for long data"), &s.Respondent),
				textField("question", t("长表中题目的列", "of long data: column of the question"), &s.Question),
				textField("answer", t("长表中回答的列", "of long data: column of the answer"), &s.Answer),
			}
		}),
		textField("unit", t("被评单位的列；满意度得分按它计算", "column of the unit that is judged: scores are made for each"), &s.Unit),
		textsField("by", t("另外分组的列；交叉写成 性别×年龄", "further columns to group by; crossed ones as 性别×年龄"), &s.By),
		objectField("wave", t("批次：几次调查在同一个文件里", "waves: several surveys in one file"), func() []field {
			return []field{
				textField("column", t("批次的列", "column of the wave"), &s.Wave.Column).required(),
				textField("current", t("本次；其余的用来比较和合并", "the current one; others are compared and pooled"),
					&s.Wave.Current).required(),
				flagField("same_people", t("各批次问的是同一批人（须写 cluster）", "the same people were asked (needs a cluster)"), &s.Wave.Same),
			}
		}),
		objectField("channels", t("两个渠道在同一个文件里：列和各自权重",
			"two channels in one file: the column, and their weights"), func() []field {
			return []field{
				textField("column", t("渠道的列", "column of the channel"), &s.Joint.Column).required(),
				namedField("weights", t("渠道名称和权重，先第三方；合计为 1", "names and weights, the third party first; they add up to 1"),
					&s.Joint.Shares, 0, 1).required(),
			}
		}),
		objectsField("stages", t("抽样的各级；不写就是简单随机抽样", "stages of drawing; none is simple random sampling"), func() []field {
			s.Stages = append(s.Stages, Stage{})
			return s.Stages[len(s.Stages)-1].fields()
		}, nil),
		textField("weight", t("权数的列；不写就由总体数或抽样比算出",
			"column of weights; left out, they come from populations or fractions"), &s.Weight),
		textField("probability", t("入样概率的列（不等概率抽样），权数是它的倒数", "column of inclusion probabilities: weights are their inverses"),
			&s.Probability),
		wordField("single", t("只抽了一个单位的层怎样估计误差", "strata with a single unit"), &s.Single, choice{"fail", "拒绝", lang.Text{}},
			choice{"remove", "不计", lang.Text{}}, choice{"centre", "对总平均", lang.Text{}}, choice{"average", "取平均", lang.Text{}}),
		objectField("trim", t("截去过大的权数，多出的平均分给其余答卷",
			"bound weights; what is cut goes to the others in equal parts"), func() []field {
			return []field{
				numberField("medians", t("上限是权数中位数的几倍", "the bound, in medians of the weights"), &s.Trim.Medians, 1, 1000),
				numberField("upper", t("上限", "the bound"), &s.Trim.Upper, 0, noLimit),
			}
		}),
		objectsField("calibrate", t("按已知总体数校准：一项是事后分层，几项是迭代校准",
			"known totals: one is post-stratification, several are raking"), func() []field {
			s.Calibrate = append(s.Calibrate, Margin{})
			m := &s.Calibrate[len(s.Calibrate)-1]
			return []field{
				textsField("by", t("列；交叉的写几列", "column, or several that are crossed"), &m.By).required(),
				namedField("totals", t("各类的总体数；交叉的类别用 · 连接", "totals; crossed categories are joined by ·"),
					&m.Totals, 0, noLimit).required(),
			}
		}, nil),
		s.Scale.field("scale", t("量表：five、five_even、four、three，或“回答: 分值”从好到差",
			"scale: five, five_even, four, three, or “answer: points” from best to worst")),
		textsField("satisfied", t("算作满意的回答；默认前两级（三级量表前一级）",
			"answers that count as satisfied; the first two by default (of three levels the first)"), &s.Scale.Satisfied),
		textsField("dont_know", t("“不了解”一类的回答；默认 不了解、不清楚、不知道、说不清",
			"answers of those who can't judge; by default 不了解, 不清楚, 不知道, 说不清"), &s.DontKnow),
		numberField("dont_know_points", t("“不了解”按多少分计；不写就不计分，只报告占比",
			"points of those who can't judge; left out, they aren't scored and their share is reported"),
			&s.DontKnowPoints, 0, 100),
		wordField("missing", t("没有回答的题", "questions left open"),
			&s.Missing, choice{"omit", "略过", t("每题只算答了的", "each question counts those who answered it")},
			choice{"complete", "只用完整答卷", lang.Text{}}, choice{"fail", "拒绝", lang.Text{}}),
		objectsField("questions", t("题目：列名，或写明名称、维度、权重、量表；名称末尾可用 * 代表若干列",
			"questions: a column, or more about it; * at the end stands for several columns"), func() []field {
			s.Questions = append(s.Questions, Question{Weight: 1})
			return s.Questions[len(s.Questions)-1].fields()
		}, func(column string) { s.Questions = append(s.Questions, Question{Column: column, Weight: 1}) }),
		namedField("dimensions", t("维度和权重；默认各维度相等", "dimensions and their weights; equal by default"),
			&s.Dimensions, 0, noLimit),
		objectsField("values", t("数值列：平均数、分位数、总量、比率", "numeric columns: mean, quantiles, total, ratio"), func() []field {
			s.Values = append(s.Values, Value{})
			v := &s.Values[len(s.Values)-1]
			return []field{
				textField("column", t("列", "column"), &v.Column).required(),
				textField("name", t("名称", "name"), &v.Name),
				numbersField("quantiles", t("分位数", "quantiles"), &v.Quantiles, 0.001, 0.999),
				flagField("total", t("也估计总量", "estimate the total too"), &v.Total),
				textField("over", t("也估计与这一列的比率", "estimate the ratio to this column too"), &v.Over),
				numbersField("missing", t("表示没有回答的代码，如 [98, 99, -9]；都是真的数就写 []",
					"codes that stand for no answer, such as [98, 99, -9]; [] where all are true numbers"),
					&v.Missing, -noLimit, noLimit),
			}
		}, nil),
		objectField("interval", t("置信区间", "confidence intervals"), func() []field {
			return []field{
				numberField("level", t("置信水平", "level"), &s.Level, 0.5, 0.9999),
				wordField("method", t("均值一类的区间", "intervals of means"), &s.Interval, choice{"t", "t区间", lang.Text{}},
					choice{"normal", "正态", lang.Text{}}),
				wordField("proportion", t("比例的区间", "intervals of proportions"), &s.Proportion, choice{"logit", "logit区间",
					lang.Text{}}, choice{"wilson", "Wilson区间", lang.Text{}}, choice{"clopper_pearson", "精确区间", lang.Text{}},
					choice{"t", "t区间", lang.Text{}}, choice{"normal", "正态", lang.Text{}}),
				wordField("freedom", t("分组的区间用谁的自由度", "whose degrees of freedom the intervals of sub-groups take"), &s.Freedom,
					choice{"design", "设计", t("整个设计：第一级单位减层", "the whole design: first-stage units less strata")},
					choice{"group", "本组", t("有本组答卷的第一级单位减层，更谨慎",
						"first-stage units with sheets of the group, less their strata: more careful")}),
			}
		}),
		wholeField("minimum", t("可以单独计分的最少有效答卷", "valid sheets that a score takes"), &s.Minimum, 1, 1_000_000),
		flagField("pool", t("不足的单位与其他批次合并（并注明）", "pool units below it with the other waves, and say so"), &s.Pool),
		wholeField("suppress", t("公布的表中少于几份的格不显示；0 不隐藏", "cells below this aren't published; 0 hides none"),
			&s.Suppress, 0, 1000),
		objectsField("quality", t("答卷质量规则", "rules for the quality of sheets"), func() []field {
			s.Quality = append(s.Quality, Rule{Share: 1.0 / 3, Questions: 8, Minutes: 10})
			q := &s.Quality[len(s.Quality)-1]
			return []field{
				wordField("rule", t("规则", "rule"), &q.Rule, choice{SpeedRule, "答题过快", lang.Text{}},
					choice{StraightRule, "全部相同", lang.Text{}}, choice{BurstRule, "短时连答", lang.Text{}},
					choice{CheckRule, "检验题", lang.Text{}}, choice{RepeatRule, "重复使用", lang.Text{}}).required(),
				textsField("column", t("用到的列：用时（秒）；设备、网络；检验题；答题码",
					"columns it looks at: seconds taken; device, network; the check question; the code"), &q.Column),
				textField("time", t("短时连答：开始时间的列", "burst: column of the time"), &q.Time),
				numberField("share", t("答题过快：低于中位用时的几分之几", "speed: below this share of the median time"), &q.Share, 0, 1),
				wholeField("questions", t("全部相同：至少多少题", "straight: at least so many questions"), &q.Questions, 2, 1000),
				numberField("minutes", t("短时连答：多少分钟之内", "burst: within so many minutes"), &q.Minutes, 0, 100_000),
				textsField("answer", t("检验题的正确回答", "check: right answers"), &q.Answer),
				flagField("remove", t("剔除；否则只标记", "take the sheets out; else they are only marked"), &q.Remove),
			}
		}, nil),
		numberField("removed_limit", t("一个单位剔除的答卷超过这个比例要说明", "a unit with a larger share taken out must explain it"),
			&s.RemovedLimit, 0, 1),
	}
}

func (st *Stage) fields() []field {
	return []field{
		textsField("strata", lang.T("分层的列；几列就交叉", "columns of the strata; several are crossed"), &st.Strata),
		textField("cluster", lang.T("抽的是什么：社区、户的列；最后一级不写就是答卷本身",
			"what was drawn: column of the village, the household; at the last stage none is the sheets themselves"),
			&st.Cluster),
		amountField("population", lang.T("总体中有多少个：一个数、“层: 数”，或列名",
			"how many there are in the population: a number, “stratum: number”, or a column"), &st.Population, mostPeople),
		amountField("fraction", lang.T("抽样比，写法同上；同一层内可以不等（不等概率不放回，Brewer 近似）",
			"share that was drawn, written likewise; it may differ within a stratum (unequal probabilities without "+
				"replacement, Brewer's approximation)"), &st.Fraction, 1),
	}
}

func (q *Question) fields() []field {
	return []field{
		textField("column", lang.T("列", "column"), &q.Column).required(),
		textField("name", lang.T("题目", "wording"), &q.Name),
		textField("dimension", lang.T("维度", "dimension"), &q.Dimension),
		numberField("weight", lang.T("在维度内的权重；默认相等", "weight within its dimension; equal by default"), &q.Weight, 0, noLimit),
		q.Scale.field("scale", lang.T("这一题的量表", "scale of this question")),
		textsField("satisfied", lang.T("这一题算作满意的回答", "answers to this question that count as satisfied"), &q.Scale.Satisfied),
	}
}

// field reads a scale: its name, or a table of answers and points.
func (to *ScaleSpec) field(key string, doc lang.Text) field {
	var codes []string
	for _, s := range survey.Scales {
		codes = append(codes, s.Code)
	}
	schema := fixed(object{"oneOf": []any{object{"enum": codes},
		object{"type": "object", "additionalProperties": object{"type": []string{"number", "string"}}}}})
	return field{key: key, doc: doc, schema: schema, read: func(r *reader, n *yaml.Node) {
		if n.Kind == yaml.ScalarNode {
			if to.Scale = survey.ScaleByCode(n.Value); to.Scale == nil {
				r.say(n, "没有量表“%[1]s”；可以写：%[2]s，或“回答: 分值”", "there is no scale %[1]q; write one of %[2]s, or “answer: points”",
					n.Value, strings.Join(codes, ", "))
			}
			return
		}
		if n.Kind != yaml.MappingNode || len(n.Content) < 4 {
			r.say(n, "量表至少两级，写成“回答: 分值”", "a scale has two levels at least, “answer: points”")
			return
		}
		scale := &survey.Scale{Code: "own", Name: lang.T("自定量表", "own scale")}
		for i := 0; i+1 < len(n.Content); i += 2 {
			points, err := decimal.Parse(strings.TrimSpace(n.Content[i+1].Value))
			hundred := decimal.Int(100)
			if err != nil || points.Sign() < 0 || hundred.Less(points) {
				r.say(n.Content[i+1], "“%[1]s”不是 0 至 100 的分值", "%[1]q isn't points from 0 to 100", n.Content[i+1].Value)
				continue
			}
			answer := strings.TrimSpace(n.Content[i].Value)
			if slices.ContainsFunc(scale.Levels, func(l survey.Level) bool { return l.Answer == answer }) {
				r.say(n.Content[i], "“%[1]s”写了两次", "%[1]q stands twice", answer)
				continue
			}
			satisfied := i < 4 && len(n.Content) > 6 || i < 2
			scale.Levels = append(scale.Levels, survey.Level{Answer: answer, Points: points, Satisfied: satisfied})
		}
		if len(scale.Levels) > maxLevels {
			r.say(n, "量表超过 %[1]d 级", "a scale has at most %[1]d levels", maxLevels)
		}
		to.Scale = scale
	}}
}

// maxLevels bounds a scale: answers are kept in a byte.
const maxLevels = 200

// maxSpec bounds a design file.
const maxSpec = 1 << 20

// ReadSpec reads a design file. Problems name every line that can't be used.
func ReadSpec(path string) (*Spec, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSpec+1))
	if err != nil {
		return nil, err
	}
	return ParseSpec(filepath.Base(path), data)
}

// ParseSpec reads a design; name is how problems call it.
func ParseSpec(name string, data []byte) (*Spec, error) {
	r := &reader{file: name}
	fail := func(zh, en string, args ...any) error {
		return append(r.problems, Problem{name, lang.T(zh, en).With(args...)})
	}
	if len(data) > maxSpec {
		return nil, fail("设计文件大于 1 MB", "the design is larger than 1 MB")
	}
	var doc yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&doc); err != nil && err != io.EOF {
		why := grid.YAMLMistake(err)
		return nil, fail(why.ZH, why.EN)
	}
	if len(doc.Content) == 0 {
		return nil, fail("设计文件是空的", "the design is empty")
	}
	if decoder.Decode(&yaml.Node{}) != io.EOF {
		return nil, fail("里面有第二份 YAML 文档（--- 或 ... 之后还有内容）；请合成一份",
			"it holds a second YAML document (after --- or ...); make one of them")
	}
	if bad := notPlain(doc.Content[0], 0); bad != nil {
		r.say(bad, "请把内容写出来，不用 YAML 引用，不要嵌套太深", "write it out, without YAML references and deep nesting")
		return nil, r.problems
	}
	s := newSpec()
	s.file = name
	r.object(doc.Content[0], s.fields())
	s.tidy(r, doc.Content[0])
	if len(r.problems) > 0 {
		return nil, r.problems
	}
	return s, nil
}

// notPlain finds what a design has no use for: references, and nesting without end.
func notPlain(n *yaml.Node, depth int) *yaml.Node {
	if n.Kind == yaml.AliasNode || n.Anchor != "" || depth > 12 {
		return n
	}
	for _, k := range n.Content {
		if bad := notPlain(k, depth+1); bad != nil {
			return bad
		}
	}
	return nil
}

// tidy checks what fields can't see of each other.
func (s *Spec) tidy(r *reader, n *yaml.Node) {
	if s.Layout == "long" && (s.Respondent == "" || s.Question == "" || s.Answer == "") {
		r.say(n, "长表要写 data 的 respondent、question 和 answer", "long data need respondent, question and answer in data")
	}
	if len(s.Questions) == 0 && len(s.Values) == 0 && s.Layout == "wide" {
		r.say(n, "没有题目（questions），也没有数值列（values）", "there are neither questions nor values")
	}
	if s.Weight != "" && s.Probability != "" {
		r.say(n, "weight 和 probability 只写一个", "either weight or probability, not both")
	}
	for i, st := range s.Stages {
		if !st.Population.IsZero() && !st.Fraction.IsZero() {
			r.say(n, "第 %[1]d 级的 population 和 fraction 只写一个", "stage %[1]d: either population or fraction, not both", i+1)
		}
		if st.Cluster == "" && i < len(s.Stages)-1 {
			r.say(n, "第 %[1]d 级要写 cluster", "stage %[1]d needs a cluster", i+1)
		}
	}
	if s.Wave.Same && (len(s.Stages) == 0 || s.Stages[0].Cluster == "") {
		r.say(n, "same_people 要在第一级写 cluster（受访者的列）",
			"same_people needs a cluster at the first stage: the column of the respondent")
	}
	if s.Pool && s.Wave.Column == "" {
		r.say(n, "pool 要写 wave", "pool needs a wave")
	}
	if s.Joint.Column != "" {
		sum := 0.0
		for _, c := range s.Joint.Shares {
			sum += c.Value
		}
		if len(s.Joint.Shares) != 2 || math.Abs(sum-1) > 1e-9 {
			r.say(n, "channels 写两个渠道，权重合计为 1", "channels are two, with weights that add up to 1")
		}
	}
	for i, q := range s.Quality {
		need := map[string]int{SpeedRule: 1, BurstRule: 1, CheckRule: 1, RepeatRule: 1}[q.Rule]
		if len(q.Column) < need || q.Rule == BurstRule && q.Time == "" || q.Rule == CheckRule && len(q.Answer) == 0 {
			r.say(n, "第 %[1]d 条质量规则缺少列、时间或正确回答", "quality rule %[1]d lacks its column, time or right answer", i+1)
		}
	}
	names := map[string]bool{}
	for _, q := range s.Questions {
		if names[q.Column] {
			r.say(n, "题目“%[1]s”写了两次", "question %[1]q stands twice", q.Column)
		}
		names[q.Column] = true
	}
	if len(s.By) > mostBy {
		r.say(n, "分组超过 %[1]d 个", "there are more than %[1]d groupings", mostBy)
	}
	if len(s.Dimensions) > 0 && !slices.ContainsFunc(s.Dimensions, func(d Named) bool { return d.Value > 0 }) {
		r.say(n, "所有维度的权重都是 0", "all dimensions have weight 0")
	}
	s.tidyDimensions(r, n)
	s.Scale.mark(r, n)
	for i := range s.Questions {
		s.Questions[i].Scale.mark(r, n)
	}
}

func (s *Spec) tidyDimensions(r *reader, n *yaml.Node) {
	for _, q := range s.Questions {
		if q.Dimension == "" {
			continue
		}
		if !slices.ContainsFunc(s.Dimensions, func(d Named) bool { return d.Name == q.Dimension }) {
			if slices.ContainsFunc(s.Dimensions, func(d Named) bool { return d.Value != 1 }) {
				r.say(n, "维度“%[1]s”没有写权重", "dimension %[1]q has no weight", q.Dimension)
			}
			s.Dimensions = append(s.Dimensions, Named{q.Dimension, 1})
		}
	}
	for _, d := range s.Dimensions {
		if !slices.ContainsFunc(s.Questions, func(q Question) bool { return q.Dimension == d.Name }) {
			r.say(n, "维度“%[1]s”没有题目", "dimension %[1]q has no question", d.Name)
		}
	}
}

// mark notes which answers count as satisfied.
func (to *ScaleSpec) mark(r *reader, n *yaml.Node) {
	if to.Scale == nil || len(to.Satisfied) == 0 {
		return
	}
	scale := *to.Scale
	scale.Levels = slices.Clone(scale.Levels)
	for i := range scale.Levels {
		scale.Levels[i].Satisfied = slices.Contains(to.Satisfied, scale.Levels[i].Answer)
	}
	for _, a := range to.Satisfied {
		if !slices.ContainsFunc(scale.Levels, func(l survey.Level) bool { return l.Answer == a }) {
			r.say(n, "satisfied 中的“%[1]s”不在量表中", "%[1]q, in satisfied, isn't on the scale", a)
		}
	}
	to.Scale = &scale
}

// options are how intervals are made.
func (s *Spec) options() survey.Options {
	return survey.Options{Level: s.Level, Interval: survey.Method(s.Interval), Proportion: survey.Method(s.Proportion),
		Freedom: survey.Freedom(s.Freedom)}
}

// SchemaFile is the JSON Schema of design files, from the project's root.
const SchemaFile = "docs/survey.schema.json"

// Schema describes design files for editors and other programs.
func Schema() string {
	root := objectSchema((&Spec{}).fields())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "实绩 调查设计文件 · survey design"
	root["description"] = "Generated from internal/study by go generate ./internal/manual. Don't edit."
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(root); err != nil {
		panic(fmt.Sprint("study: the schema doesn't encode: ", err)) // maps, lists and strings always do
	}
	return b.String()
}
