package web

import (
	"shiji/internal/audit"
	"shiji/internal/lang"
)

// Trail is what the chain says was done with the thing that a page is about, in order.
func (v *View) Trail(entries []audit.Entry) *List {
	l := &List{ID: "trail", Name: lang.T("存证记录", "entries of the chain"), Title: lang.T("存证记录", "Entries of the chain"),
		Columns: []Column{{Key: "what", Head: lang.T("事由", "What"), Names: true},
			{Key: "at", Head: lang.T("时间", "When"), Type: Moment, Phone: Decides},
			{Key: "by", Head: lang.T("操作人", "By"), Phone: Decides},
			{Key: "seq", Head: lang.T("链上序号", "Entry"), Type: Number},
			{Key: "hash", Head: lang.T("摘要", "Hash"), Small: true}}}
	for _, e := range entries {
		l.Add("", Say(v.Say(audit.ActionName(e.Action))), Say(Stamp(e.At)), Say(v.Say(audit.ActorName(e.Actor))),
			Whole(int(e.Seq)), Piece{Text: e.Hash[:min(len(e.Hash), 12)] + "…", Hover: e.Hash})
	}
	return v.Put(l)
}
