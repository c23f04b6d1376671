package manual

import (
	"shiji/internal/study"
	"shiji/internal/survey"
)

// Survey is the page about surveys: how to go about it, the design file field by field, and how every number is made.
func Survey() string {
	w := &writer{}
	w.line("<!-- Generated from internal/study and internal/manual by go generate ./internal/manual. Don't edit. -->")
	w.line("%s", surveyIntro)
	w.line("## 设计文件 · The design file\n")
	w.line("| 字段 field | 含义 | meaning |\n|---|---|---|")
	for _, e := range study.Format() {
		must := ""
		if e.Must {
			must = "*"
		}
		w.line("| `%s`%s | %s | %s |", e.Path, must, e.Doc.ZH, e.Doc.EN)
	}
	w.line("\n\\* 必填 · needed\n\n### 量表 · Scales\n\n| `scale` | 回答与分值 · answers and points |\n|---|---|")
	for _, s := range survey.Scales {
		text := ""
		for k, l := range s.Levels {
			if k > 0 {
				text += "、"
			}
			text += l.Answer + " " + l.Points.String()
		}
		w.line("| `%s` | %s |", s.Code, text)
	}
	w.line("%s", surveyMethods)
	return w.String()
}

const surveyIntro = `# 满意度调查 · Satisfaction surveys

` + "`shiji survey`" + ` 用答卷和一份设计文件算出满意度得分、标准误和置信区间，再把结果连同依据交给年度计分。每个数都能说明来历（` + "`--explain`" + `），算不出的说明原因。

` + "`shiji survey`" + ` makes satisfaction scores, standard errors and intervals from answers and a design file, and hands the results to the year with what they rest on.
Every number explains itself (` + "`--explain`" + `); what can't be estimated is refused with the reason.

` + "```console" + `
$ bin/shiji survey size --population 2000 --deff 1.5 --response 0.6                        # how many answers, how many people to ask
$ bin/shiji survey sample examples/survey/名单.csv --each 60 --strata 单位 --seed 2014 -o drawn   # a sample that anybody can draw again
$ bin/shiji survey analyse examples/survey/答卷.csv --design examples/survey/设计.yaml       # scores, errors, bands
$ bin/shiji survey analyse examples/survey/答卷.csv --design examples/survey/设计.yaml --only 示例一局 --explain
$ bin/shiji survey key 区统计局.key                                                         # once: a key to sign with
$ bin/shiji survey analyse examples/survey/答卷.csv --design examples/survey/设计.yaml -o out --key 区统计局.key
` + "```" + `

**宽表、长表** 宽表一行一份答卷、一列一题；长表一行一个回答，用 ` + "`data.respondent`、`data.question`、`data.answer`" + ` 指出列。CSV（UTF-8、UTF-16、GB18030）和 .xlsx 都可以，格式不挑。
Wide data have a row a sheet and a column a question; long data a row an answer. CSV and .xlsx are read as every table is (` + "`shiji table`" + `).

**进入年度** ` + "`-o`" + ` 写出的 满意度.csv 和 满意度明细.csv 放进年度文件夹，替换原来的“满意度”表。` + "`shiji check`" + ` 由明细重算得分，不符就报错；` + "`shiji explain`" + ` 从分数一直走到回答的份数。
“年度”表填了“统计公钥”，就只使用签过名、签后没有改过的结果。
The two CSV files go into the folder of the year in place of its sheet 满意度. ` + "`check`" + ` recomputes every score from the counts; ` + "`explain`" + ` walks from points to counts of answers.
With the setting 统计公钥 a year uses only results that are signed (Ed25519) and unchanged since.

**会先问一问的 · What is asked about first** 下面这些会悄悄改变所有的数，所以拒绝，或在结果里写明 · these would move every number in silence, so they are refused, or said in the report:
总体数为 0、设计里的层没有答卷、同一个受访者两份答卷（宽表写了 respondent）、两列同名、数值里像缺失代码的 98、99、−9（在 values 里写 ` + "`missing: [98, 99, -9]`" + `，都是真的数写 ` + "`missing: []`" + `）——拒绝；
权数合计与总体数对不上、一份答卷的权数独大、当作合计去掉的行——写在“注意”里；归一化的权数不估计总量。
A population of 0, a stratum of the design without sheets, two sheets of one respondent (wide data that name one), two columns of one name, and numbers that look like codes of missing answers are refused;
weights against populations, one dominant weight and rows taken for totals are said; totals of normalised weights aren't estimated.
名称里带 · 的类别，在交叉分组里加引号：“东·一”·区；没有填的类别叫“（空白）”。
Within crossed groups a category that holds · stands in quotation marks; a category that wasn't filled in is called (blank).
`

const surveyMethods = `
## 怎样计算 · How numbers are made

| | |
|---|---|
| 得分 score | 每题：加权份数 × 分值之和 ÷ 加权份数，6 位小数；各题按占比相加，4 位小数，精确小数计算 · each question: Σ weighted count × points ÷ Σ weighted count, to 6 decimals; the questions in their shares, to 4; in exact arithmetic |
| 方差 variance | 泰勒线性化，各级抽样：Σ层 (1 − f) n ÷ (n − 1) Σ(z − z̄)²，下一级再乘上一级的抽样比 · Taylor linearisation over all stages; what a later stage brings is multiplied by the fractions before it |
| 分组 sub-groups | 设计的域：没有本组答卷的单位按 0 计 · domains of the design: units without sheets of the group count as zeros |
| 校准 calibration | 迭代比例拟合；方差用对校准类别回归的残差（校准前权数加权） · raking; variances from residuals of the regression on the margins with the weights before |
| 自由度 df | 整个设计的第一级单位 − 层；设计里写 ` + "`interval: {freedom: 本组}`" + ` 则只算有本组答卷的单位和层，更谨慎；结果里写明用了哪一种 · first-stage units of the whole design, less strata; with ` + "`interval: {freedom: group}`" + ` only those with sheets of the group, which is more careful; results say which |
| 没有标准误 no standard error | 回答都在一个抽样单位里；或不到 30 份回答毫无差别（标准误 0 说明不了什么）。这样的组不给区间、不比较、不分段。全部问到的没有抽样误差 · all answers lie in one unit drawn; or fewer than 30 without any spread, of which a standard error of 0 says nothing. Such groups get no interval, no comparison, no band. What was asked whole has no sampling error |
| 设计效应 deff | 方差 ÷ 同样份数简单随机抽样（总体已知的不放回）的方差；有效份数 = 份数 ÷ 设计效应 · variance ÷ that of a simple random sample of as many sheets, without replacement where the population is known; effective sheets = sheets ÷ deff |
| 比例的区间 intervals of shares | n = p (1 − p) ÷ 方差；全都一样的取份数，并用 Wilson · on n = p (1 − p) ÷ variance; where all are alike on the sheets, with Wilson's |
| 单一单位的层 single units | 拒绝、不计、对总平均（总量以 0 为中心，偏大）、取平均；抽样比为 1 的层没有抽样误差 · refuse, leave out, centre at the grand mean (totals: at zero, which is conservative), average; a stratum taken whole has no error |
| 分位数 quantiles | 加权，恰好达到比例时取两值中点；Woodruff 区间，超出数据范围的拒绝 · weighted, halfway where the share is met exactly; Woodruff's interval, refused where it reaches beyond the data |
| 比较 comparisons | 差的方差计入协方差；同一张表的各对用 Holm 校正；单位分段：与该段第一名差别不显著的同段 · the covariance is in; pairs of a table are corrected after Holm; units are put in bands that don't differ from their first |
| 渠道 channels | 互相独立，Welch–Satterthwaite 自由度；只有一个渠道的由它承担 · independent samples, Welch–Satterthwaite; one stands for both where the other is missing |
| 抽样 draws | 签号是 SHA-256(种子:层:编号)，最小的中签；等距抽样的起点由 SHA-256(种子) 决定 · lots are SHA-256 of seed:stratum:id, the smallest are drawn; a systematic start comes from SHA-256 of the seed |

估计、标准误、区间与 R survey 4.1.1 对 23 种设计、一千余个结果逐一比较，六位有效数字一致（internal/survey/testdata/reference.R 生成数据和期望值）。不同之处：总体已知时设计效应与不放回的简单随机抽样比（R 的 deff="replace" 与放回的比）；
校准设计的精确区间取本组份数；低于第一个数的分位数取第一个数；权数不等时的迭代校准与 R 的 calibrate(calfun="raking") 一致。
Estimates, errors and intervals agree with R survey 4.1.1 to six significant digits, over 23 designs and a thousand results (internal/survey/testdata/reference.R makes data and expected values). Where we differ: where
the population is known the design effect compares with drawing without replacement (R's deff="replace" with drawing with replacement); no standard error of 0 is claimed for a handful of equal answers; exact intervals of calibrated designs take the sheets of the sub-group; a quantile below the first value is the first value; raking with unequal weights agrees with calibrate(calfun="raking").

## 区间靠不靠得住 · Do intervals cover?

2,000 次有种子的模拟中，95% 区间包含真值的比例（` + "`go test ./internal/survey -run Cover -coverage-table -v`" + `）·
how many of 2,000 seeded 95 % intervals hold the truth:

| 方法和情形 method and regime | 覆盖 covers |
|---|---|
| mean, simple, n 100, t | 93.7 % |
| mean, simple, n 400, normal | 94.7 % |
| mean, four strata, n 160, t | 94.5 % |
| mean, two stages, 40 clusters, t | 93.5 % |
| mean, post-stratified, n 200, t | 93.5 % |
| share 0.7, simple, n 100, logit | 95.8 % |
| share 0.7, simple, n 100, Wilson | 95.3 % |
| share 0.7, two stages, 40 clusters, logit | 95.3 % |
| share 0.7, two stages, 40 clusters, Clopper-Pearson | 96.1 % |
| a small share, simple, n 100, Clopper-Pearson (never below 95 %) | 98.8 % |
| a small share, simple, n 40, t (Wilson's where all are alike) | 100.0 % |
| median, simple, n 150, Woodruff | 94.0 % |

比例很小、份数很少时不要用 t 或正态区间（上表最后的例子）：用 logit、Wilson 或精确区间。精确区间偏宽（上表超过 97% 的），宁宽勿窄时用。整群少于 30 个时所有区间都会偏短。
Small shares of few sheets want logit, Wilson or Clopper-Pearson: t and normal intervals reach below 0. Clopper-Pearson is conservative: above 97 % for small shares. With fewer than 30 clusters every interval is somewhat short.

## 不显示的 · What isn't shown

少于 5 份（` + "`suppress`" + `）的回答不单独显示，再隐藏尽可能少的其他格，使得从合计、平均分、满意率和各表之差都推不出被隐藏的数：程序对每个小数找出另一张与所有公布的数都相符的整数表，找不到就继续隐藏。
没有人选的回答（0 份）照样显示。隐藏的几种回答在“满意度明细”里合并成一行，带分值合计，所以得分照样能逐位重算。
Counts below 5 aren't shown, and as few others as it takes are hidden too, so that no sum, mean, rate or difference of tables tells: for each small count the program finds another table in whole numbers that agrees with everything
published; where it finds none it hides more. Answers that nobody gave are shown. In 满意度明细 hidden answers stand together in one row with the sum of their points, so that scores can still be recomputed to the last digit.
`
