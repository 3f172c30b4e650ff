package norm

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/types"

	"example.vn/khuyencong/internal/platform/fault"
)

// A Variable (dữ kiện) is a fact that a condition may ask for by name.
type Variable struct {
	Name   string
	Kind   Kind
	Label  string   // Vietnamese: what must be known
	Values []string // the only values of a text; empty when any
}

// A Kind is the type of a variable.
type Kind string

// The three kinds.
const (
	Text  Kind = "text"
	Whole Kind = "whole"  // a whole number; an amount is in đồng
	YesNo Kind = "yes_no" // true or false
)

// The variables that the program itself fills in.
const (
	varCost      = "cost_vnd"
	varUnits     = "units"
	varYear      = "year"
	varLocal     = "local"
	varTerritory = "priority_territory"
	varIndustry  = "priority_industry"
)

var variables = []Variable{
	{Name: varCost, Kind: Whole, Label: "chi phí hợp lệ"},
	{Name: varUnits, Kind: Whole, Label: "số lượng"},
	{Name: varYear, Kind: Whole, Label: "năm"},
	{Name: varLocal, Kind: YesNo, Label: "nguồn kinh phí"},
	{Name: varTerritory, Kind: YesNo, Label: "địa bàn ưu tiên"},
	{Name: varIndustry, Kind: YesNo, Label: "ngành nghề ưu tiên"},
	{Name: "applicant", Kind: Text, Label: "loại hình của người đề nghị", Values: []string{"enterprise", "cooperative", "cooperative_union", "cooperative_group", "household", "service_provider", "cluster_investor", "artisan", "association", "agency", "unregistered"}},
	{Name: "difficulty", Kind: Text, Label: "mức độ khó khăn của địa bàn", Values: []string{"none", "difficult", "special"}},
	{Name: "terrain", Kind: Text, Label: "vùng của địa bàn", Values: []string{"plain", "coast", "midland", "mountain", "island", "border"}},
	{Name: "poor_district", Kind: YesNo, Label: "địa bàn thuộc huyện nghèo 30a"},
	{Name: "craft_village", Kind: YesNo, Label: "làng nghề được công nhận"},
	{Name: "central_city", Kind: YesNo, Label: "nơi sản xuất ở thành phố trực thuộc trung ương"},
	{Name: "place_kind", Kind: Text, Label: "nơi sản xuất ở xã, phường, thị trấn hay đặc khu", Values: []string{"commune", "ward", "township", "special_zone"}},
	{Name: "rural_ward", Kind: YesNo, Label: "phường được coi là địa bàn công nghiệp nông thôn"},
	{Name: "industrial_zone", Kind: YesNo, Label: "cơ sở nằm trong khu công nghiệp"},
	{Name: "small_or_medium", Kind: YesNo, Label: "doanh nghiệp nhỏ và vừa"},
	{Name: "capital_vnd", Kind: Whole, Label: "vốn đăng ký"},
	{Name: "revenue_vnd", Kind: Whole, Label: "doanh thu năm trước"},
	{Name: "invested_vnd", Kind: Whole, Label: "số đã đầu tư"},
	{Name: "workers", Kind: Whole, Label: "số lao động"},
	{Name: "people", Kind: Whole, Label: "số người tham gia"},
	{Name: "years_running", Kind: Whole, Label: "số năm hoạt động"},
	{Name: "level", Kind: Text, Label: "cấp tổ chức", Values: []string{"commune", "district", "province", "region", "nation"}},
	{Name: "new_machine", Kind: YesNo, Label: "máy mới 100%"},
	{Name: "whole_line", Kind: YesNo, Label: "hỗ trợ cả dây chuyền công nghệ"},
	{Name: "environment_papers", Kind: YesNo, Label: "giấy tờ về môi trường"},
	{Name: "land_papers", Kind: YesNo, Label: "giấy tờ về đất"},
	{Name: "own_money_pledged", Kind: YesNo, Label: "cam kết phần vốn còn lại"},
	{Name: "other_state_money", Kind: YesNo, Label: "khoản khác của Nhà nước cho cùng hạng mục"},
	{Name: "women_owned", Kind: YesNo, Label: "chủ cơ sở là phụ nữ"},
	{Name: "ethnic_owned", Kind: YesNo, Label: "chủ cơ sở là người dân tộc thiểu số"},
	{Name: "key_scheme", Kind: YesNo, Label: "đề án điểm"},
	{Name: "group_scheme", Kind: YesNo, Label: "đề án nhóm"},
}

// Variables lists every fact that a condition may ask for.
func Variables() []Variable { return slices.Clone(variables) }

// VariableOf returns the variable of a name.
func VariableOf(name string) (Variable, bool) {
	i := slices.IndexFunc(variables, func(v Variable) bool { return v.Name == name })
	if i < 0 {
		return Variable{}, false
	}
	return variables[i], true
}

// What a condition may cost. There are no loops in it, so its cost grows with
// its length alone.
const (
	maxExpression = 500 // bytes
	maxDepth      = 20
	maxCost       = 1000
)

// A Condition (điều kiện) is a checked expression of the Common Expression
// Language that is true or false of facts. It is safe for concurrent use.
type Condition struct {
	text    string
	program cel.Program
	needs   []string // the variables that it asks for
	table   *table   // what was answered before; nil when it asks for a number
}

// conditions is made when the first condition is read: most runs of the program
// read none.
var conditions = sync.OnceValue(newEnvironment)

// newEnvironment declares the variables and leaves out the macros, which are
// all that can repeat: an expression always comes to an end.
func newEnvironment() *cel.Env {
	options := []cel.EnvOption{
		cel.ClearMacros(), cel.ParserRecursionLimit(maxDepth), cel.ParserExpressionSizeLimit(maxExpression),
	}
	kinds := map[Kind]*cel.Type{Text: cel.StringType, Whole: cel.IntType, YesNo: cel.BoolType}
	for _, v := range variables {
		options = append(options, cel.Variable(v.Name, kinds[v.Kind]))
	}
	env, err := cel.NewEnv(options...)
	if err != nil {
		panic("norm: the variables are wrong: " + err.Error())
	}
	return env
}

// NewCondition checks an expression; an Invalid fault says what is wrong with it.
func NewCondition(text string) (*Condition, error) {
	if len(text) > maxExpression {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("Điều kiện dài quá %d ký tự.", maxExpression))
	}
	checked, issues := conditions().Compile(text)
	if err := issues.Err(); err != nil {
		return nil, wrongCondition(text, firstLine(err))
	}
	if checked.OutputType() != cel.BoolType {
		return nil, wrongCondition(text, "kết quả phải là đúng hoặc sai, không phải "+checked.OutputType().String())
	}
	c := &Condition{text: text, needs: asked(checked)}
	if err := knownValues(checked); err != nil {
		return nil, wrongCondition(text, err.Error())
	}
	estimate, err := conditions().EstimateCost(checked, sizes{})
	if err != nil || estimate.Max > maxCost {
		return nil, wrongCondition(text, "phép tính quá lớn")
	}
	c.program, err = conditions().Program(checked, cel.EvalOptions(cel.OptOptimize, cel.OptPartialEval), cel.CostLimit(maxCost))
	if err != nil {
		return nil, wrongCondition(text, firstLine(err))
	}
	c.table = newTable(c.needs)
	return c, nil
}

func wrongCondition(text, why string) error {
	return fault.New(fault.Invalid, fmt.Sprintf("Điều kiện “%s” không dùng được: %s.", text, why))
}

// firstLine is what a library says, without the picture of the place below it.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return strings.TrimSuffix(strings.TrimPrefix(line, "ERROR: <input>:"), ".")
}

// sizes tells the estimate how long a text can be.
type sizes struct{}

// EstimateSize bounds every text at a hundred characters.
func (sizes) EstimateSize(cost.AstNode) *cost.SizeEstimate {
	return &cost.SizeEstimate{Min: 0, Max: 100}
}

// EstimateCallCost leaves calls to the library's own estimate.
func (sizes) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}

// asked lists the variables of an expression, each once.
func asked(a *cel.Ast) []string {
	var names []string
	ast.PostOrderVisit(a.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() == ast.IdentKind && !slices.Contains(names, e.AsIdent()) {
			names = append(names, e.AsIdent())
		}
	}))
	return names
}

// knownValues refuses a comparison with a value that a variable never has: a
// slip of the pen that would make a condition never hold.
func knownValues(a *cel.Ast) error {
	var err error
	ast.PostOrderVisit(a.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.CallKind {
			return
		}
		var variable Variable
		var texts []string
		for _, arg := range e.AsCall().Args() {
			if arg.Kind() == ast.IdentKind {
				variable, _ = VariableOf(arg.AsIdent())
			}
			texts = append(texts, textsOf(arg)...)
		}
		for _, s := range texts {
			if len(variable.Values) > 0 && !slices.Contains(variable.Values, s) {
				err = fmt.Errorf("%s không có giá trị %q", variable.Name, s)
			}
		}
	}))
	return err
}

// textsOf are the texts of a literal, or of a list of literals.
func textsOf(e ast.Expr) (texts []string) {
	if e.Kind() == ast.ListKind {
		for _, element := range e.AsList().Elements() {
			texts = append(texts, textsOf(element)...)
		}
	}
	if e.Kind() != ast.LiteralKind {
		return texts
	}
	if s, ok := e.AsLiteral().Value().(string); ok {
		texts = append(texts, s)
	}
	return texts
}

// String is the expression as it was written.
func (c *Condition) String() string { return c.text }

// unanswered reports whether nothing that c asks for is known.
func (c *Condition) unanswered(f *Facts) bool {
	if c.table != nil && c.table.told && len(f.Known) == 0 {
		return true
	}
	for _, name := range c.needs {
		if _, ok := f.value(name); ok {
			return false
		}
	}
	return len(c.needs) > 0
}

// holds answers whether c is true of what f knows; missing are the variables
// without which it cannot be told.
func (c *Condition) holds(f *Facts) (answer Answer, missing []string) {
	if c.unanswered(f) {
		return Unknown, c.needs // nothing to reckon with
	}
	at, told := c.table.row(f)
	if told {
		if answer, ok := c.table.answer(at); ok {
			if answer == Unknown {
				missing = c.missing(f)
			}
			return answer, missing
		}
	}
	answer, missing = c.reckon(f)
	if told {
		c.table.keep(at, answer)
	}
	return answer, missing
}

// missing lists the variables that f does not know.
func (c *Condition) missing(f *Facts) (names []string) {
	for _, name := range c.needs {
		if _, ok := f.value(name); !ok {
			names = append(names, name)
		}
	}
	return names
}

// reckon lets the library answer.
func (c *Condition) reckon(f *Facts) (answer Answer, missing []string) {
	missing = c.missing(f)
	copied := *f // the library keeps what it is given
	vars := factsOf{&copied}
	var input any = vars
	if len(missing) > 0 {
		patterns := make([]*cel.AttributePatternType, 0, len(missing))
		for _, name := range missing {
			patterns = append(patterns, cel.AttributePattern(name))
		}
		partial, err := cel.PartialVars(vars, patterns...)
		if err != nil {
			return Unknown, missing
		}
		input = partial
	}
	out, _, err := c.program.Eval(input)
	switch {
	case err != nil || types.IsUnknown(out):
		return Unknown, missing
	case out == types.True:
		return Yes, nil
	}
	return No, nil
}

// factsOf shows the facts to an expression.
type factsOf struct{ f *Facts }

// ResolveName returns the value of a variable.
func (v factsOf) ResolveName(name string) (any, bool) { return v.f.value(name) }

// Parent returns nothing: there are no other names.
func (v factsOf) Parent() cel.Activation { return nil }

// value returns what is known of a variable.
func (f *Facts) value(name string) (any, bool) {
	switch name {
	case varCost:
		return int64(f.EligibleCost), f.EligibleCost > 0
	case varUnits:
		return max(f.Units, 1), true
	case varYear:
		return int64(f.On.Year()), true
	case varLocal:
		return f.Fund == Local, true
	case varTerritory:
		return f.PriorityTerritory, true
	case varIndustry:
		return f.PriorityIndustry, true
	}
	v, ok := f.Known[name]
	return v, ok
}

// Learn checks what people say of a variable and adds it to what is known.
func (f *Facts) Learn(name string, value any) error {
	v, ok := VariableOf(name)
	if !ok {
		return fault.New(fault.Invalid, fmt.Sprintf("Không có dữ kiện “%s”.", name))
	}
	fits := false
	switch x := value.(type) {
	case string:
		fits = v.Kind == Text && (len(v.Values) == 0 || slices.Contains(v.Values, x))
	case int:
		fits, value = v.Kind == Whole && x >= 0, int64(x)
	case int64:
		fits = v.Kind == Whole && x >= 0
	case bool:
		fits = v.Kind == YesNo
	}
	if !fits {
		return fault.New(fault.Invalid, fmt.Sprintf("Dữ kiện “%s” (%s) không thể là “%v”.", name, v.Label, value))
	}
	switch name {
	case varCost, varUnits, varYear, varLocal:
		return fault.New(fault.Invalid, fmt.Sprintf("Dữ kiện “%s” (%s) lấy từ hồ sơ, không nhập riêng.", name, v.Label))
	case varTerritory:
		f.PriorityTerritory = value == true
		return nil
	case varIndustry:
		f.PriorityIndustry = value == true
		return nil
	}
	if f.Known == nil {
		f.Known = map[string]any{}
	}
	f.Known[name] = value
	return nil
}
