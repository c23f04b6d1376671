package survey

import (
	"strconv"

	"shiji/internal/decimal"
)

func format(x float64) string { return strconv.FormatFloat(x, 'g', Digits, 64) }

func parse(s string) float64 {
	x, _ := strconv.ParseFloat(s, 64) // s was written by format
	return x
}

// Decimal is x with ten significant digits, as an exact number: how a float leaves this package.
func Decimal(x float64) decimal.Number {
	n, err := decimal.Parse(strconv.FormatFloat(parse(format(x)), 'f', -1, 64))
	if err != nil {
		return decimal.Zero // x isn't finite: no estimate is like that
	}
	return n
}
