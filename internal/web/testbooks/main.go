// Command testbooks writes workbooks of the example year into a folder, for the tests in a browser: one with three
// errors and a correction, one with one value corrected, one with a value that can mean two things.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/xuri/excelize/v2"

	"shiji/examples"
)

func main() {
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, cells := range map[string]map[string]any{
		"三处错误.xlsx": {"F2": "不是数", "F3": "12o", "A4": "没有这个单位", "": 61.5},
		"改正后.xlsx":  {"": 61.5},
		"两种读法.xlsx": {"": 0.615},
	} {
		const book = "2014年度绩效工作簿.xlsx"
		f, err := examples.Years.Open("haidian-2014/" + book)
		if err != nil {
			return err
		}
		x, err := excelize.OpenReader(f)
		if err != nil {
			return err
		}
		column := yearColumn(x)
		for at, value := range cells {
			if at == "" {
				at = fmt.Sprintf("%s%d", column, firstNumber(x))
			} else if at[0] == 'F' {
				at = column + at[1:]
			}
			if err := x.SetCellValue("实绩", at, value); err != nil {
				return err
			}
		}
		path := filepath.Join(dir, name)
		if err := x.SaveAs(path); err != nil {
			return err
		}
	}
	return nil
}

// yearColumn is the column of the values of the whole year.
func yearColumn(x *excelize.File) string {
	rows, err := x.GetRows("实绩")
	if err != nil {
		panic(err)
	}
	for i, head := range rows[0] {
		if head == "全年" {
			name, _ := excelize.ColumnNumberToName(i + 1)
			return name
		}
	}
	panic("no column 全年")
}

// firstNumber is the first row of an indicator that is scored by its rate, below the rows that get errors.
func firstNumber(x *excelize.File) int {
	for row := 5; ; row++ {
		code, _ := x.GetCellValue("实绩", fmt.Sprintf("B%d", row))
		if code == "A0101" {
			return row
		}
	}
}
