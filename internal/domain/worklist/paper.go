package worklist

import (
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/platform/access"
)

// paperSources are the papers out and in that wait for somebody. Whoever
// drafted a paper does not sign it; a paper that was given to somebody waits for
// nobody else.
func paperSources() []source {
	return []source{
		{kind: SignPaper, deed: access.SignPaper, find: query(`
			SELECT p.id, p.symbol || ' ' || p.about, p.signer, p.updated_at, '' FROM papers AS p
			WHERE p.province = ? AND p.direction = ? AND p.state = ? AND NOT EXISTS (
				SELECT 1 FROM paper_steps AS s WHERE s.province = p.province AND s.paper = p.id AND s.state = ? AND s.actor = ?)`,
			me(paper.Out, paper.Checked, paper.Draft))},
		{kind: IssuePaper, deed: access.CheckPaper, find: query(`
			SELECT p.id, p.symbol || ' ' || p.about, p.signer, p.updated_at, '' FROM papers AS p
			WHERE p.province = ? AND p.direction = ? AND p.state = ?`, values(paper.Out, paper.Signed))},
		{kind: AssignPaper, deed: access.AssignPaper, find: query(`
			SELECT p.id, p.about, p.issuer, p.arrived_on, p.due_on FROM papers AS p
			WHERE p.province = ? AND p.direction = ? AND p.state = ?`, values(paper.In, paper.Received))},
		{kind: AnswerPaper, deed: access.AnswerPaper, find: query(`
			SELECT p.id, p.about, p.issuer, p.arrived_on, p.due_on FROM papers AS p
			WHERE p.province = ? AND p.direction = ? AND p.state = ? AND p.assignee = ?`, me(paper.In, paper.Assigned))},
	}
}
