package web

import (
	"fmt"
	"net/url"
)

func ExplainPath(year int, unit, node string) string {
	return fmt.Sprintf("/y/%d/units/%s/explain/%s", year, url.PathEscape(unit), url.PathEscape(node))
}

func UnitPath(year int, unit string) string {
	return fmt.Sprintf("/y/%d/units/%s", year, url.PathEscape(unit))
}

func ItemPath(year int, code string) string {
	return fmt.Sprintf("/y/%d/items/%s", year, url.PathEscape(code))
}

// tryPath is the page of a rule with a unit to try it with.
func TryPath(year int, code, unit string) string {
	return ItemPath(year, code) + "?unit=" + url.QueryEscape(unit)
}

// historyPath is the page of what was recorded about a unit, an indicator, or both.
func HistoryPath(year int, unit, indicator string) string {
	q := url.Values{}
	if unit != "" {
		q.Set("unit", unit)
	}
	if indicator != "" {
		q.Set("indicator", indicator)
	}
	return fmt.Sprintf("/y/%d/history?%s", year, q.Encode())
}
