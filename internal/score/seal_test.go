package score_test

import (
	"bytes"
	"testing"

	"shiji/internal/demo"
	"shiji/internal/score"
)

// TestSealIsEncode: the document made of its hashed parts is the document that encoding the run gives.
func TestSealIsEncode(t *testing.T) {
	for name, in := range map[string]score.Input{"small": demo.Small(), "2014": demo.Haidian2014(),
		"municipal": demo.Municipal()} {
		for _, engine := range []string{"shiji test", `odd "engine" <&> 引擎`} {
			r, doc, _, err := score.Seal(in, engine)
			if err != nil {
				t.Fatal(err)
			}
			want, err := r.Encode()
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(doc, want) {
				t.Errorf("%s: the documents differ", name)
			}
			if _, difference, err := score.Verify(doc); err != nil || difference != nil {
				t.Errorf("%s: %v %v", name, difference, err)
			}
		}
	}
}
