package worklist

import (
	"context"
	"strconv"

	"example.vn/khuyencong/internal/domain/followup"
	"example.vn/khuyencong/internal/platform/access"
)

func followupSources() []source {
	return []source{{kind: AskFollowup, deed: access.AskFollowup, find: followupsDue}}
}

// followupsDue is one item for all who are to be asked: they are asked
// together. No rule sets a day, so that none is late.
func followupsDue(ctx context.Context, r *reader) ([]row, error) {
	all, more, err := followup.DueNow(ctx, r.tx)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	n := strconv.Itoa(len(all))
	if more {
		n = "Hơn " + n
	}
	return []row{{title: n + " đơn vị thụ hưởng đến kỳ hỏi", hint: "6, 12, 24 hoặc 36 tháng sau nghiệm thu", since: all[0].On.String()}}, nil
}
