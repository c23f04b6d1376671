package imports

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/lang"

	"shiji/internal/web"
)

func confirmPath(id int64) string { return fmt.Sprintf("/imports/%d/confirm", id) }

// confirm has an import recorded as whoever confirms saw it. If it, or what it changes, became another meanwhile, the
// answer says who did what.
func (s *room) confirm(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathID(r)
	if err != nil {
		return err
	}
	seen, err := strconv.ParseInt(r.PostFormValue("seen"), 10, 64)
	if err != nil {
		return web.ErrForm
	}
	withdraw, _ := strconv.Atoi(r.PostFormValue("withdraw")) // not ticked: 0
	consent := intake.Consent{Seen: seen, ValidOnly: r.PostFormValue("rows") == "valid", Withdraw: withdraw,
		Shown: cmp.Or(r.PostFormValue("shown"), "nothing")}
	j, err := s.Intake.Confirm(r.Context(), web.Who(r.Context()), id, consent)
	if err != nil {
		return s.notConfirmed(w, r, id, j, err)
	}
	if name := r.PostFormValue("district"); name != "" {
		if err := s.name(r, name); err != nil {
			return err
		}
	}
	return web.See(w, r, web.JobPath(j.ID))
}

// notConfirmed says why an import isn't recorded, and shows it as it is now.
func (s *room) notConfirmed(w http.ResponseWriter, r *http.Request, id int64, j job.Job, err error) error {
	var refused errs.Error
	var stale intake.Stale
	now := web.Choice{Name: lang.T("看这次导入现在的情况", "See the import as it is now"), Path: web.ImportPath(id)}
	switch {
	case errors.As(err, &refused) && refused.Is(intake.ErrWithdraws):
		said := lang.T("没有写入：这次导入会作废 %[1]d 条数据。请看下面的清单，确要作废的打勾后再确认；不该作废的，改为增量补充。",
			"Nothing was recorded: this import withdraws %[1]d {fact|facts}. Look at the list below and tick the box if that "+
				"is meant; if it isn't, make it an addition.").With(refused.Args...)
		return s.Clash(w, r, web.Met(err, lang.Text{}, now), func() error {
			return s.showIntake(w, r, http.StatusConflict, &web.Flash{Good: false, Text: said}, nil)
		})
	case errors.Is(err, intake.ErrConfirmed):
		return s.Clash(w, r, web.Met(err, lang.T("%[1]s：%[2]s", "%[1]s: %[2]s").With(web.Stamp(j.AskedAt), j.Kind.Name()),
			web.Choice{Name: lang.T("看进度", "Watch"), Path: web.JobPath(j.ID)}), nil)
	case errors.Is(err, intake.ErrState):
		return s.turned(w, r, id, err, now)
	case errors.As(err, &stale) && len(stale.Rows) > 0:
		said := lang.T("没有写入：您查看之后，其中 %[1]d 条数据有人改过，见下。变化已重新比较，请再看一遍后确认。",
			"Nothing was recorded: %[1]d of the facts {was|were} changed since you looked, listed below. The changes were "+
				"compared again; look at them and confirm.").With(len(stale.Rows))
		last := stale.Rows[0].Batch
		since := lang.T("%[1]s %[2]s写入了数据版本 %[3]d", "%[1]s: %[2]s recorded version %[3]d of the facts").
			With(web.Stamp(last.RecordedAt), audit.ActorName(last.Actor), last.ID)
		return s.Clash(w, r, web.Met(err, since, now), func() error {
			return s.showStale(w, r, &web.Flash{Good: false, Text: said}, stale.Rows)
		})
	case errors.Is(err, intake.ErrStale):
		c, err := s.lastTurn(r.Context(), id, err, now)
		if err != nil {
			return err
		}
		return s.Clash(w, r, c, func() error {
			return s.showIntake(w, r, http.StatusConflict, &web.Flash{Good: false,
				Text: lang.T("没有写入：您查看之后又有别的数据写入。下面是重新比较的变化，请再看一遍后确认。",
					"Nothing was recorded: other facts were recorded since you looked. The changes below were compared again; "+
						"look at them and confirm.")}, nil)
		})
	}
	return err
}

// turned answers whoever confirms what isn't to be confirmed any more: whoever pressed again what they had done is
// shown what became of it, others hear who did what.
func (s *room) turned(w http.ResponseWriter, r *http.Request, id int64, refused error, now web.Choice) error {
	ctx := r.Context()
	in, err := s.Brought.Intake(ctx, web.Who(ctx), id)
	if err != nil {
		return err
	}
	turn, err := s.Brought.Turned(ctx, web.Who(ctx), id)
	if err != nil {
		return err
	}
	if in.State == intake.Recorded && turn.Actor == web.Who(ctx).ID {
		return web.See(w, r, web.ImportPath(id))
	}
	c, err := s.lastTurn(ctx, id, refused, now)
	if err != nil {
		return err
	}
	return s.Clash(w, r, c, nil)
}

// lastTurn is a clash with what was done to an import last.
func (s *room) lastTurn(ctx context.Context, id int64, refused error, now web.Choice) (c web.Clash, err error) {
	in, err := s.Brought.Intake(ctx, web.Who(ctx), id)
	if err != nil {
		return c, err
	}
	turn, err := s.Brought.Turned(ctx, web.Who(ctx), id)
	if err != nil {
		return c, err
	}
	stands := lang.T("这次导入现在：%[1]s", "the import is now: %[1]s").With(in.State.Name())
	for _, t := range intake.Turns {
		if t.Action == turn.Action {
			stands = lang.T("%[1]s %[2]s%[3]s；这次导入现在：%[4]s", "%[1]s: %[2]s %[3]s; the import is now: %[4]s").
				With(web.Stamp(turn.At), audit.ActorName(turn.Actor), t.Done, in.State.Name())
		}
	}
	return web.Met(refused, stands, now), nil
}
