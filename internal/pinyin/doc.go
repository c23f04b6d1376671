// Package pinyin finds Chinese names by what people type: a part of the name, its readings (zhongguancun), or their
// first letters (zgc). Where a character has several readings (重: zhong, chong), each of them finds it.
//
// It decides whether a name answers, and how well; it doesn't know what is named.
package pinyin
