module shiji

go 1.26

require (
	github.com/cockroachdb/apd/v3 v3.2.3
	pgregory.net/rapid v1.3.0
)
