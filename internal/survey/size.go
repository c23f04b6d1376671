package survey

import (
	"math"
	"slices"

	"shiji/internal/dist"
)

// Need is what a sample is to achieve.
type Need struct {
	Population float64 // 0: very many
	Margin     float64 // half width of the interval: 0.05 for a share, points for a mean
	Level      float64 // 0.95
	Share      float64 // expected share; 0.5 is the worst case
	Deviation  float64 // of a mean: expected standard deviation, in points; 0: a share is asked for
	Deff       float64 // 1: as in simple random sampling
	Response   float64 // share that answers
}

// Size is how many are needed, step by step.
type Size struct {
	Z          float64 `json:"z"`
	Infinite   float64 `json:"infinite"` // of very many: z² s² ÷ e²
	Finite     float64 `json:"finite"`   // of the population: n0 ÷ (1 + (n0 - 1) ÷ N)
	Designed   float64 `json:"designed"` // times the design effect
	Answers    int     `json:"answers"`  // rounded up, never more than the population
	Invited    int     `json:"invited"`  // over the response rate
	AllInvited bool    `json:"all_invited"`
}

// SizeFor computes how many answers a need takes, and how many people must be asked. Source: domain.md 8.2.
func SizeFor(n Need) (Size, error) {
	switch {
	case !(n.Margin > 0):
		return Size{}, refuse("误差限要大于 0", "the margin must be above 0")
	case !(n.Level > 0 && n.Level < 1):
		return Size{}, refuse("置信水平写 0 与 1 之间的数", "the level lies between 0 and 1")
	case n.Deviation == 0 && !(n.Share > 0 && n.Share < 1):
		return Size{}, refuse("预计比例写 0 与 1 之间的数", "the expected share lies between 0 and 1")
	case n.Deviation == 0 && n.Margin >= 1:
		return Size{}, refuse("比例的误差限写成小数，例如 0.05", "the margin of a share is a fraction, like 0.05")
	case n.Deviation < 0:
		return Size{}, refuse("标准差不能是负数", "a standard deviation can't be negative")
	case !(n.Deff > 0):
		return Size{}, refuse("设计效应要大于 0", "the design effect must be above 0")
	case !(n.Response > 0 && n.Response <= 1):
		return Size{}, refuse("应答率写大于 0、不大于 1 的数", "the response rate lies above 0 and is at most 1")
	case n.Population < 0 || n.Population != math.Floor(n.Population):
		return Size{}, refuse("总体数写整数", "a population is a whole number")
	}
	s := Size{Z: dist.NormalQuantile(1 - tailOf(n.Level))}
	variance := float64(n.Share * (1 - n.Share))
	if n.Deviation > 0 {
		variance = float64(n.Deviation * n.Deviation)
	}
	s.Infinite = float64(s.Z*s.Z) * variance / float64(n.Margin*n.Margin)
	s.Finite = s.Infinite
	if n.Population > 0 {
		s.Finite = s.Infinite / (1 + (s.Infinite-1)/n.Population)
	}
	s.Designed = float64(s.Finite * n.Deff)
	most := math.Inf(1)
	if n.Population > 0 {
		most = n.Population
	}
	if s.Designed > 1e9 {
		return Size{}, refuse("需要的样本超过十亿，误差限太小", "more than a billion answers: the margin is too small")
	}
	s.Answers = int(min(math.Ceil(s.Designed-1e-9), most))
	invited := math.Ceil(float64(s.Answers)/n.Response - 1e-9)
	s.Invited, s.AllInvited = int(min(invited, most)), invited >= most
	return s, nil
}

// Layer is a stratum that a sample is divided over.
type Layer struct {
	Name      string
	Size      int     // of the population
	Deviation float64 // expected, for Neyman's allocation
}

// Allocation says how a sample is divided over strata.
type Allocation string

const (
	Proportional Allocation = "proportional" // by size
	Neyman       Allocation = "neyman"       // by size × standard deviation: the smallest error of the whole
	Equal        Allocation = "equal"        // the same for each: for comparing them
)

// Allocate divides n over strata, none below least (or its whole size) and none above its size; fractions go to the
// largest remainders, in the order of the strata where they are equal. Strata that take part by minimum or are full
// leave the rest to the others.
func Allocate(n int, layers []Layer, how Allocation, least int) ([]int, error) {
	total, floor := 0, 0
	for _, l := range layers {
		if l.Size < 1 {
			return nil, refuse("层“%[1]s”没有单位", "stratum %[1]q is empty", l.Name)
		}
		if how == Neyman && !(l.Deviation >= 0) {
			return nil, refuse("层“%[1]s”没有标准差", "stratum %[1]q has no standard deviation", l.Name)
		}
		total += l.Size
		floor += min(least, l.Size)
	}
	switch {
	case len(layers) == 0:
		return nil, refuse("没有层", "there are no strata")
	case n > total:
		return nil, refuse("样本 %[1]d 多于总体 %[2]d", "a sample of %[1]d is more than the population of %[2]d", n, total)
	case n < floor:
		return nil, refuse("样本 %[1]d 不够每层至少 %[2]d（共需 %[3]d）",
			"a sample of %[1]d is too small for at least %[2]d a stratum (%[3]d in all)", n, least, floor)
	}
	weight := func(l Layer) float64 {
		switch how {
		case Neyman:
			return float64(float64(l.Size) * l.Deviation)
		case Equal:
			return 1
		}
		return float64(l.Size)
	}
	out, fixed := make([]int, len(layers)), make([]bool, len(layers))
	share := make([]float64, len(layers))
	for {
		left, sum := n, 0.0
		for h, l := range layers {
			if fixed[h] {
				left -= out[h]
			} else {
				sum += weight(l)
			}
		}
		// What is above its size is settled first, then what is below the minimum: settling one changes the others.
		over, under := false, false
		for h, l := range layers {
			if fixed[h] {
				continue
			}
			if share[h] = float64(left) / float64(max(1, open(fixed))); sum > 0 {
				share[h] = float64(float64(left)*weight(l)) / sum
			}
			over = over || share[h] > float64(l.Size)
			under = under || share[h] < float64(min(least, l.Size))
		}
		if !over && !under {
			break
		}
		for h, l := range layers {
			switch {
			case fixed[h]:
			case over && share[h] > float64(l.Size):
				out[h], fixed[h] = l.Size, true
			case !over && share[h] < float64(min(least, l.Size)):
				out[h], fixed[h] = min(least, l.Size), true
			}
		}
	}
	left := n
	var order []int
	for h := range layers {
		if !fixed[h] {
			out[h] = int(share[h])
			order = append(order, h)
		}
		left -= out[h]
	}
	slices.SortStableFunc(order, func(a, b int) int {
		ra, rb := share[a]-math.Floor(share[a]), share[b]-math.Floor(share[b])
		switch {
		case ra > rb:
			return -1
		case ra < rb:
			return 1
		}
		return 0
	})
	for left > 0 {
		given := left
		for _, h := range order {
			if left > 0 && out[h] < layers[h].Size {
				out[h]++
				left--
			}
		}
		if given == left { // only strata settled by their minimum have room
			for h, l := range layers {
				if left > 0 && out[h] < l.Size {
					out[h]++
					left--
				}
			}
		}
	}
	return out, nil
}

func open(fixed []bool) int {
	n := 0
	for _, f := range fixed {
		if !f {
			n++
		}
	}
	return n
}
