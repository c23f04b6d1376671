// Package glossary holds the fixed terms of the product: what each is called in Chinese and in English, what it means,
// and what isn't said in its place. Names that a noun has already are taken from that noun, and thresholds
// from where they are judged, so that neither can be told twice.
//
// A page lists the terms (/terms); a test follows all pages and fails where one says what isn't said.
package glossary
