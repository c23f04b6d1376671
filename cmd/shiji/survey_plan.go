package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"shiji/internal/grid"
	"shiji/internal/lang"
	"shiji/internal/study"
	"shiji/internal/survey"
)

type surveySizeCmd struct {
	Population float64
	Margin     float64 `default:"0.05"`
	Level      float64 `default:"0.95"`
	Share      float64 `default:"0.5"`
	Deviation  float64
	Deff       float64 `default:"1"`
	Response   float64 `default:"1"`
}

func (c surveySizeCmd) Run(a *app) error {
	s, err := survey.SizeFor(survey.Need{Population: c.Population, Margin: c.Margin, Level: c.Level, Share: c.Share,
		Deviation: c.Deviation, Deff: c.Deff, Response: c.Response})
	if err != nil {
		return refusedSurvey(err)
	}
	if a.json {
		return a.printJSON(s)
	}
	line := func(zh, en string, args ...any) { fmt.Fprintln(a.out, lang.T(zh, en).With(args...).In(a.lang)) }
	n := func(x float64) string { return fmt.Sprintf("%.6g", x) }
	if c.Deviation > 0 {
		line("总体很大时：z² × 标准差² ÷ 误差限² = %[1]s² × %[2]s² ÷ %[3]s² = %[4]s",
			"of very many: z² × deviation² ÷ margin² = %[1]s² × %[2]s² ÷ %[3]s² = %[4]s",
			n(s.Z), n(c.Deviation), n(c.Margin), n(s.Infinite))
	} else {
		line("总体很大时：z² × p × (1 − p) ÷ 误差限² = %[1]s² × %[2]s × %[3]s ÷ %[4]s² = %[5]s",
			"of very many: z² × p × (1 − p) ÷ margin² = %[1]s² × %[2]s × %[3]s ÷ %[4]s² = %[5]s",
			n(s.Z), n(c.Share), n(1-c.Share), n(c.Margin), n(s.Infinite))
	}
	if c.Population > 0 {
		line("总体 %[1]s 个：n0 ÷ (1 + (n0 − 1) ÷ N) = %[2]s", "of a population of %[1]s: n0 ÷ (1 + (n0 − 1) ÷ N) = %[2]s",
			n(c.Population), n(s.Finite))
	}
	if c.Deff != 1 {
		line("乘以设计效应 %[1]s：%[2]s", "times the design effect %[1]s: %[2]s", n(c.Deff), n(s.Designed))
	}
	fmt.Fprintln(a.out, a.bold(lang.T("需要有效回答 %[1]d 份", "answers needed: %[1]d").With(s.Answers).In(a.lang)))
	if c.Response < 1 {
		fmt.Fprintln(a.out, a.bold(lang.T("按应答率 %[1]s 需要邀请 %[2]d 人", "at a response rate of %[1]s, people to ask: %[2]d").
			With(fmt.Sprintf("%g%%", survey.Round(float64(c.Response*100))), s.Invited).In(a.lang)))
	}
	if s.AllInvited {
		line("邀请全部：总体不比所需的更大", "ask everybody: the population isn't larger than that")
	}
	return nil
}

func refusedSurvey(err error) error {
	var r *survey.Refusal
	if errors.As(err, &r) {
		return usageError{r.Why}
	}
	return err
}

type surveySampleCmd struct {
	Frame      string `arg:""`
	N          int    `short:"n"`
	Each       int
	Strata     []string `sep:";"`
	ID         string   `name:"id"`
	Allocation string   `enum:"proportional,neyman,equal" default:"proportional"`
	Deviation  string
	Least      int
	Systematic bool
	Seed       string
	Sheet      string
	Keep       []string
	Out        string `short:"o" default:"sample"`
}

func (c surveySampleCmd) Run(a *app) error {
	if (c.N > 0) == (c.Each > 0) {
		return usageError{lang.T("-n（总数）和 --each（每层）写一个", "give either -n, in all, or --each, of every stratum")}
	}
	if c.Seed == "" {
		bits := make([]byte, 8)
		if _, err := rand.Read(bits); err != nil {
			return err
		}
		c.Seed = hex.EncodeToString(bits)
	}
	frame, err := study.ReadFrame(c.Frame, c.Sheet, c.Keep)
	if err != nil {
		return a.studyProblem(err)
	}
	for _, n := range frame.Notes {
		fmt.Fprintln(a.err, a.dim(n.In(a.lang)))
	}
	d, err := frame.Draw(study.Order{N: c.N, Each: c.Each,
		Strata: c.Strata, ID: c.ID, Allocation: survey.Allocation(c.Allocation), Deviation: c.Deviation, Least: c.Least,
		Systematic: c.Systematic, Seed: c.Seed})
	if err != nil {
		var r *survey.Refusal
		if errors.As(err, &r) {
			return usageError{r.Why}
		}
		return a.studyProblem(err)
	}
	if err := writeDraw(c.Out, d); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(d)
	}
	a.printDraw(d)
	fmt.Fprintln(a.out, lang.T("已写出 %[1]s 里的 样本.csv、抽样记录.json、design.yaml",
		"written in %[1]s: 样本.csv (the sample), 抽样记录.json (the record), design.yaml").With(c.Out).In(a.lang))
	return nil
}

func writeDraw(dir string, d *study.Draw) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString("\ufeff") // spreadsheets know UTF-8 by it
	w := csv.NewWriter(&b)
	for _, row := range append([][]string{d.Heads}, d.Rows...) {
		line := make([]string, len(row))
		for i, cell := range row {
			line[i] = grid.Guard(cell)
		}
		if err := w.Write(line); err != nil {
			return err
		}
	}
	if w.Flush(); w.Error() != nil {
		return w.Error()
	}
	record, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return err
	}
	return errors.Join(os.WriteFile(filepath.Join(dir, "样本.csv"), b.Bytes(), 0o644),
		os.WriteFile(filepath.Join(dir, "抽样记录.json"), append(record, '\n'), 0o644),
		os.WriteFile(filepath.Join(dir, "design.yaml"),
			[]byte(d.Design(strings.TrimSuffix(d.File, filepath.Ext(d.File)))), 0o644))
}

func (a *app) printDraw(d *study.Draw) {
	say := func(zh, en string, args ...any) string { return lang.T(zh, en).With(args...).In(a.lang) }
	method := say("按签号抽取（签号 = “种子:编号”的 SHA-256，最小的中签）",
		"by lot (the lot of an entry is SHA-256 of “seed:id”, the smallest are drawn)")
	if d.Method == "systematic" {
		method = say("等距抽取，起点由种子决定", "systematic, with a start that the seed gives")
	}
	fmt.Fprintln(a.out,
		a.bold(say("从 %[1]s 的 %[2]d 个中抽 %[3]d 个", "%[3]d drawn of the %[2]d in %[1]s", d.File, d.Size, d.N)))
	fmt.Fprintln(a.out, method)
	fmt.Fprintln(a.out, say("种子 %[1]s，名单指纹 %[2]s；用同一名单和种子再抽一次，结果相同",
		"seed %[1]s, hash of the list %[2]s: the same list and seed give the same sample", d.Seed, d.Hash[:12]))
	if len(d.By) == 0 {
		fmt.Fprintln(a.out, say("权数 %[1]g", "weight %[1]g", d.Strata[0].Weight))
		return
	}
	g := newGrid(strings.Join(d.By, "·"), say("总数", "population"), say("抽取", "drawn"), say("权数", "weight"))
	g.right = map[int]bool{1: true, 2: true, 3: true}
	for i, s := range d.Strata {
		if i == 4*most {
			fmt.Fprintln(a.out, a.dim(say("……共 %[1]d 层，见 抽样记录.json", "… %[1]d strata in all, see 抽样记录.json", len(d.Strata))))
			break
		}
		g.add(s.Name, fmt.Sprint(s.Size), fmt.Sprint(s.N), fmt.Sprintf("%.6g", s.Weight))
	}
	g.print(a.out, a.bold)
}

type surveyKeyCmd struct {
	File string `arg:""`
}

// Run makes a key for signing satisfaction results. The file is for its owner's eyes only; what it
// prints is for everybody.
func (c surveyKeyCmd) Run(a *app) error {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return usageError{lang.T("已有 %[1]s，不覆盖", "%[1]s exists and isn't overwritten").With(c.File)}
	}
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(f, "shiji survey signing key; keep it secret\n%s\n",
		hex.EncodeToString(private.Seed())); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Close(); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]string{"public_key": hex.EncodeToString(public)})
	}
	fmt.Fprintln(a.out, lang.T("私钥已写入 %[1]s（只给签名人保管）；公钥填入“年度”表的“统计公钥”：",
		"the private key is in %[1]s (for the signer alone); put the public key into the setting 统计公钥:").
		With(c.File).In(a.lang))
	fmt.Fprintln(a.out, hex.EncodeToString(public))
	return nil
}

// readKey reads a key that surveyKeyCmd wrote.
func readKey(path string) (ed25519.PrivateKey, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, usageError{lang.T("没有私钥文件：%[1]s；先用 shiji survey key 生成",
			"no key file: %[1]s; make one with shiji survey key").With(path)}
	}
	if err != nil {
		return nil, err
	}
	lines := strings.Fields(string(data))
	if len(lines) > 0 {
		if seed, err := hex.DecodeString(lines[len(lines)-1]); err == nil && len(seed) == ed25519.SeedSize {
			return ed25519.NewKeyFromSeed(seed), nil
		}
	}
	return nil, usageError{lang.T("%[1]s 不是 shiji survey key 写出的私钥",
		"%[1]s is no key that shiji survey key wrote").With(path)}
}
