package main

import (
	"fmt"
	"log/slog"

	"shiji/internal/apart"
	"shiji/internal/lang"
)

type districtCmd struct {
	Show   districtShowCmd   `cmd:"" default:"withargs"`
	Rename districtRenameCmd `cmd:""`
}

type districtShowCmd struct{ dataFlag }

func (c districtShowCmd) Run(a *app) error {
	ctx, stop := interruptible()
	defer stop()
	h, err := a.openHouse(ctx, c.Data, false, plainLog(a.err, slog.LevelError), "", apart.Here{})
	if err != nil {
		return err
	}
	defer h.close()
	if a.json {
		return a.printJSON(map[string]string{"name": h.district.Name})
	}
	fmt.Fprintln(a.out, h.district.Name)
	return nil
}

type districtRenameCmd struct {
	dataFlag
	Name string `arg:""`
}

func (c districtRenameCmd) Run(a *app) error {
	ctx, stop := interruptible()
	defer stop()
	h, err := a.openHouse(ctx, c.Data, false, plainLog(a.err, slog.LevelError), "", apart.Here{})
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.services.District.Rename(ctx, me, c.Name); err != nil {
		return err
	}
	d, err := h.services.District.Called(ctx, me)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]string{"name": d.Name, "before": h.district.Name})
	}
	said := lang.T("“%[1]s”改名为“%[2]s”；历史和封存的成绩不变",
		"%[1]q is called %[2]q now; the history and sealed scores stay as they are")
	fmt.Fprintln(a.out, said.With(h.district.Name, d.Name).In(a.lang))
	return nil
}
