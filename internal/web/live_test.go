package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"shiji/internal/fact"
	"shiji/internal/ledger"
)

// TestTheScoreAsOfNow: what somebody saved is in the total, the place and the explanation of the next page; the run
// that was settled stays what it was, and each page says which of the two it shows.
func TestTheScoreAsOfNow(t *testing.T) {
	t.Parallel()
	o := small(t)
	o.Runs.Between = time.Nanosecond
	run, now := o.y("/ranking"), o.y("/ranking?run=now")
	settled := says(t, "the run", o.get(run), http.StatusOK, "计分批次 #1", "实时得分")
	first := says(t, "as of now", o.get(now), http.StatusOK, "实时得分 · 数据到批次 #1", "没有封存", "1 第1街道 95.83")
	if strings.Contains(first, "导出") {
		t.Error("what isn't sealed is offered as a file")
	}
	in, _, err := o.Ledger.Latest(t.Context(), me, o.year)
	if err != nil {
		t.Fatal(err)
	}
	var edit ledger.Edit
	for _, a := range in.Actuals {
		if a.Unit == "S1" && a.Indicator == "A1" {
			edit = ledger.Edit{Kind: ledger.Value, Key: ledger.KeyOf("S1", "A1", a.Item, "Y"), On: 1,
				Body: `{"period":"Y","number":"10"}`}
		}
	}
	b, err := o.Ledger.Append(t.Context(), me, ledger.Cause{Year: o.year, Act: fact.Submission}, []ledger.Edit{edit})
	if err != nil {
		t.Fatal(err)
	}
	page := o.get(now)
	moved := says(t, "after a save", page, http.StatusOK, fmt.Sprintf("数据到批次 #%d", b.ID), "第1街道 78.43")
	if moved == first {
		t.Error("the page says the same as before")
	}
	if !strings.Contains(page.Body.String(), o.y("/units/S1?run=now")) {
		t.Error("links lead away from what the page speaks of")
	}
	if again := mainOf(t, o.get(run)); again != settled {
		t.Errorf("the run says something else: %s", again)
	}
	says(t, "scorecard", o.get(o.y("/units/S1?run=now")), http.StatusOK, "78.43", "实时得分")
	says(t, "why", o.get(o.y("/units/S1/explain/A1?run=now")), http.StatusOK, "10 ÷ 100", fmt.Sprintf("数据到批次 #%d", b.ID))
	says(t, "why this total", o.get(o.y("/units/S1/explain/total?run=now")), http.StatusOK, "78.43")
	says(t, "why this class", o.get(o.y("/classes/街道/explain?run=now")), http.StatusOK, "平均")
	says(t, "overview", o.get(o.y("/?run=now")), http.StatusOK, "实时得分")
	says(t, "on an earlier day", o.get(now+"&asof=2026-01-01"), http.StatusNotFound)
	says(t, "of no year", o.get("/units?run=now"), http.StatusNotFound)
	says(t, "of a year that isn't there", o.get("/y/1999/ranking?run=now"), http.StatusNotFound)
}
