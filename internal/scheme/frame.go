package scheme

import (
	"shiji/internal/decimal"
	"shiji/internal/lang"
)

// Frame is the fixed top of a scheme: its level-1 classes, their names and, where they are fixed, their points. A
// yearly scheme fills a frame and can't change it.
type Frame struct {
	Code    string       `json:"code"` // "district": the default
	Name    lang.Text    `json:"name"`
	Classes []FrameClass `json:"classes"`
}

// FrameClass is one level-1 class of a frame.
type FrameClass struct {
	Level1 Level1    `json:"level1"`
	Name   lang.Text `json:"name"`
	// fixed points, out of 100; nil: the yearly scheme sets them
	Share *decimal.Number `json:"share,omitempty"`
	// its indicators are satisfaction results; rounded once, at the class
	Satisfaction bool `json:"satisfaction,omitempty"`
	Veto         bool `json:"veto,omitempty"` // carries no points
}

// Level-1 classes of the municipal frame that the district's doesn't have.
const (
	LawBased     Level1 = "law"          // 依法行政
	Capacity     Level1 = "capacity"     // 能力建设
	Central      Level1 = "central"      // 服务中央单位
	PublicView   Level1 = "public"       // 公众评价
	LeadersView  Level1 = "leaders"      // 领导评价
	Coordination Level1 = "coordination" // 协调配合
	Tasks        Level1 = "tasks"        // 职责任务
)

func share(n int64) *decimal.Number { d := decimal.Int(n); return &d }

// District is the frame of Haidian: 三效一创一否决, satisfaction 25 of 100. Source: 海淀区绩效管理, section 一 (三).
var District = Frame{"district", lang.T("区级（三效一创一否决）",
	"district (three effects, one innovation, one veto)"), []FrameClass{
	{Level1: Duty, Name: lang.T("职能履行", "Functions")},
	{Level1: Efficiency, Name: lang.T("效能建设", "Efficiency")},
	{Level1: Service, Name: lang.T("服务效果", "Service results"), Share: &SatisfactionPoints, Satisfaction: true},
	{Level1: Innovation, Name: lang.T("创新创优", "Innovation")},
	{Level1: Veto, Name: lang.T("一票否决", "Veto"), Veto: true},
}}

// Municipal is the published frame of Beijing's municipal bodies: 40, 8, 7, 5, 20, 10, 5, 5.
var Municipal = Frame{"municipal", lang.T("市级（八项）", "municipal (eight parts)"), []FrameClass{
	{Level1: Tasks, Name: lang.T("职责任务", "Duties and tasks"), Share: share(40)},
	{Level1: LawBased, Name: lang.T("依法行政", "Law-based administration"), Share: share(8)},
	{Level1: Capacity, Name: lang.T("能力建设", "Capacity building"), Share: share(7)},
	{Level1: Central, Name: lang.T("服务中央", "Serving central bodies"), Share: share(5)},
	{Level1: PublicView, Name: lang.T("公众评价", "Public evaluation"), Share: share(20), Satisfaction: true},
	{Level1: LeadersView, Name: lang.T("领导评价", "Leaders' evaluation"), Share: share(10)},
	{Level1: Coordination, Name: lang.T("协调配合", "Coordination"), Share: share(5)},
	{Level1: Innovation, Name: lang.T("创新", "Innovation"), Share: share(5)},
	{Level1: Veto, Name: lang.T("一票否决", "Veto"), Veto: true},
}}

// Frames lists the frames that a scheme can stand in.
var Frames = []*Frame{&District, &Municipal}

// Own is the code of a frame that a place writes itself: its level-1 classes are those of its tree.
const Own = "own"

// Frame is the frame that the scheme fills.
func (s *Scheme) Frame() *Frame {
	if s.FrameCode == Own && s.OwnFrame != nil {
		return s.OwnFrame
	}
	for _, f := range Frames {
		if f.Code == s.FrameCode {
			return f
		}
	}
	return &District
}

// AddOwn adds a level-1 class, by its name, to the frame that the place writes itself, if it isn't there yet. The class
// called 一票否决 carries no points.
func (s *Scheme) AddOwn(name string) Level1 {
	if s.OwnFrame == nil {
		s.OwnFrame = &Frame{Code: Own, Name: lang.T("自定", "the place's own")}
	}
	l := Level1(name)
	if name == Veto.Name().ZH {
		l = Veto
	}
	if s.OwnFrame.Class(l) == nil {
		s.OwnFrame.Classes = append(s.OwnFrame.Classes,
			FrameClass{Level1: l, Name: lang.Same(name), Satisfaction: name == s.SatisfactionClass, Veto: l == Veto})
	}
	return l
}

// Class returns the level-1 class of the frame, or nil.
func (f *Frame) Class(l Level1) *FrameClass {
	for i := range f.Classes {
		if f.Classes[i].Level1 == l {
			return &f.Classes[i]
		}
	}
	return nil
}

// sealed are the English names that reasons had before the terms were fixed.
var sealed = map[string]string{"Functions": "duties", "Efficiency": "efficiency", "Service results": "service results",
	"Innovation": "innovation", "Veto": "veto", "Duties and tasks": "duties and tasks",
	"Law-based administration": "law-based administration", "Capacity building": "capacity building",
	"Serving central bodies": "serving central bodies", "Public evaluation": "public evaluation",
	"Leaders' evaluation": "leaders' evaluation", "Coordination": "coordination"}

// SealedName is the name of a level-1 class in what a run seals: a sealed run is computed again to the last byte.
func (s *Scheme) SealedName(l Level1) lang.Text {
	name := s.Level1Name(l)
	if was, ok := sealed[name.EN]; ok && name.ZH != name.EN {
		name.EN = was
	}
	return name
}

// Level1Name returns the name that a level-1 class has in the scheme's frame.
func (s *Scheme) Level1Name(l Level1) lang.Text {
	if c := s.Frame().Class(l); c != nil {
		return c.Name
	}
	return l.Name()
}

// IsSatisfaction reports whether a level-1 class holds satisfaction results.
func (s *Scheme) IsSatisfaction(l Level1) bool {
	c := s.Frame().Class(l)
	return c != nil && c.Satisfaction
}

// Satisfaction is the group of the satisfaction results, or nil.
func (s *Scheme) Satisfaction() *Group {
	for i := range s.Groups {
		if s.IsSatisfaction(s.Groups[i].Level1) {
			return &s.Groups[i]
		}
	}
	return nil
}
