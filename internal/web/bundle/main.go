// Command bundle packs what pages load into internal/web/assets/dist, from the packages that npm ci
// put into internal/web/frontend.
package main

import (
	"fmt"
	"os"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	r := api.Build(api.BuildOptions{
		EntryPoints: []string{"internal/web/frontend/parts.js"}, Outdir: "internal/web/assets/dist",
		Bundle: true, Write: true, Format: api.FormatIIFE, Target: api.ES2020,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		LegalComments: api.LegalCommentsEndOfFile, LogLevel: api.LogLevelWarning,
	})
	if len(r.Errors) > 0 {
		fmt.Fprintln(os.Stderr, "what pages load can't be packed")
		os.Exit(1)
	}
}
