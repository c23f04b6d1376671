package bench

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Duck is the command of DuckDB, an outside program that is fed a script: it answers with rows of commas. Empty: the
// one called duckdb.
type Duck string

// Score lets DuckDB score districts by the rules of the loop over floats, five times, and returns the shortest. Reading
// what it is fed isn't counted. It fails with [ErrNoDuck] where there is no such command, and if it has
// other units than the loop, or another sum of all totals.
func (d Duck) Score(ctx context.Context, districts []*Floats, threads int) (time.Duration, error) {
	command, err := exec.LookPath(cmp.Or(string(d), "duckdb"))
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrNoDuck, err)
	}
	dir, err := os.MkdirTemp("", "shiji-bench-*")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	cells, surveys := filepath.Join(dir, "cells.csv"), filepath.Join(dir, "surveys.csv")
	if err := writeRows(cells, surveys, districts); err != nil {
		return 0, err
	}
	c := exec.CommandContext(ctx, command)
	if filepath.Base(command) == "duckdb" {
		c.Args = append(c.Args, "-csv", "-noheader")
	}
	var said, failed bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(duckScript(cells, surveys, threads)), &said, &failed
	if err := c.Run(); err != nil {
		return 0, errDuck("%w: %.300s", err, failed.String())
	}
	return duckSaid(said.Bytes(), districts)
}

// duckScript reads the rows, and scores them five times: the time stands before and after each.
func duckScript(cells, surveys string, threads int) string {
	const score = `
create or replace table standing as
with ends as (select district, class, leaf, min(actual) as lo, max(actual) as hi from cells where kind = 4
	group by all),
points as (select c.district, c.class, c.unit, case kind
	when 0 then c."full" * greatest(0, least(actual / goal, 1))
	when 1 then c."full" * greatest(0, least(2 - actual / goal, 1))
	when 2 then case when actual >= 90 then c."full" when actual >= 80 then c."full" * 0.8
		when actual >= 60 then c."full" * 0.5 else 0 end
	when 3 then greatest(0, c."full" - 0.05 * events)
	else case when hi > lo then c."full" * (actual - lo) / (hi - lo) else c."full" end end as p
	from cells c left join ends using (district, class, leaf)),
sums as (select district, class, unit, sum(p) as s from points group by all)
select district, class, unit, s + 25 * survey / 100 as total,
	rank() over (partition by district, class order by round(s + 25 * survey / 100, 2) desc) as place
	from sums join surveys using (district, class, unit);
`
	var b strings.Builder
	fmt.Fprintf(&b, "set threads = %d;\n", threads)
	const unit = "'district': 'SMALLINT', 'class': 'SMALLINT', 'unit': 'SMALLINT', "
	read := func(table, path, columns string) {
		fmt.Fprintf(&b, "create table %s as select * from read_csv('%s', header = true, columns = {%s});\n", table,
			strings.ReplaceAll(path, "'", "''"), unit+columns)
	}
	read("cells", cells, "'leaf': 'SMALLINT', 'kind': 'TINYINT', 'full': 'DOUBLE', 'actual': 'DOUBLE', 'goal': 'DOUBLE', "+
		"'events': 'DOUBLE'")
	read("surveys", surveys, "'survey': 'DOUBLE'")
	for range 5 {
		b.WriteString("select 'at', epoch_us(get_current_timestamp());")
		b.WriteString(score)
		b.WriteString("select 'at', epoch_us(get_current_timestamp());\n")
	}
	b.WriteString("select 'sum', count(*), sum(total) from standing;\n")
	return b.String()
}

// duckSaid reads the times, and holds the sum of the totals to that of the loop.
func duckSaid(said []byte, districts []*Floats) (time.Duration, error) {
	r := csv.NewReader(bytes.NewReader(said))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		return 0, errDuck("%w in %.200q", err, said)
	}
	var times []int64
	var sum []string
	for _, row := range rows {
		switch {
		case len(row) == 2 && row[0] == "at":
			at, err := strconv.ParseInt(row[1], 10, 64)
			if err != nil {
				return 0, errDuck("%w", err)
			}
			times = append(times, at)
		case len(row) == 3 && row[0] == "sum":
			sum = row
		}
	}
	if len(times) != 10 || sum == nil {
		return 0, errDuck("it said %.300q", said)
	}
	units, total := 0, 0.0
	for _, y := range districts {
		y.Run()
		for _, c := range y.classes {
			units += c.units
			for _, t := range c.totals {
				total += t
			}
		}
	}
	got, err := strconv.ParseFloat(sum[2], 64)
	if err != nil || sum[1] != fmt.Sprint(units) || math.Abs(got-total) > 1e-6*total {
		return 0, errDuck("its totals of %s units are %s, those of the loop over %d are %f", sum[1], sum[2], units, total)
	}
	var took []int64
	for i := 0; i < len(times); i += 2 {
		took = append(took, times[i+1]-times[i])
	}
	return time.Duration(slices.Min(took)) * time.Microsecond, nil
}

// writeRows writes what the loop computes from, a row a line.
func writeRows(cells, surveys string, districts []*Floats) (err error) {
	write := func(path, head string, rows func(*bufio.Writer)) {
		if err != nil {
			return
		}
		var f *os.File
		if f, err = os.Create(path); err != nil {
			return
		}
		w := bufio.NewWriter(f)
		fmt.Fprintln(w, head)
		rows(w)
		err = cmp.Or(w.Flush(), f.Close())
	}
	write(cells, "district,class,unit,leaf,kind,full,actual,goal,events", func(w *bufio.Writer) {
		each(districts, func(d, ci int, c *floatClass) {
			for u := range c.units {
				for k := range c.leaves {
					i := u*c.leaves + k
					fmt.Fprintf(w, "%d,%d,%d,%d,%d,%v,%v,%v,%v\n", d, ci, u, k, c.kind[k], c.full[k], c.actual[i], c.goal[i],
						c.events[i])
				}
			}
		})
	})
	write(surveys, "district,class,unit,survey", func(w *bufio.Writer) {
		each(districts, func(d, ci int, c *floatClass) {
			for u := range c.units {
				fmt.Fprintf(w, "%d,%d,%d,%v\n", d, ci, u, c.survey[u])
			}
		})
	})
	return err
}

func each(districts []*Floats, do func(district, class int, c *floatClass)) {
	for d, y := range districts {
		for ci := range y.classes {
			do(d, ci, &y.classes[ci])
		}
	}
}

// size is about what the arrays take, in bytes.
func (y *Floats) size() (n int64) {
	for _, c := range y.classes {
		n += int64(8 * (len(c.actual) + len(c.goal) + len(c.events) + len(c.survey) + len(c.totals) + len(c.order) +
			len(c.kind) + len(c.full)))
	}
	return n
}
