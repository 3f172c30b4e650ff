// Package yamldoc finds and changes single values of a YAML file that people
// wrote, and leaves all else in it as it is, comments too.
package yamldoc

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"

	"gopkg.in/yaml.v3"
)

// Child returns the part of n under a key (a string) or at a position (an int),
// or nil.
func Child(n *yaml.Node, step any) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch x := step.(type) {
	case int:
		if n.Kind == yaml.SequenceNode && x < len(n.Content) {
			return n.Content[x]
		}
	case string:
		for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == x {
				return n.Content[i+1]
			}
		}
	}
	return nil
}

// At returns what lies at the path of a document, or nil.
func At(n *yaml.Node, path ...any) *yaml.Node {
	n = top(n)
	for _, step := range path {
		if n = Child(n, step); n == nil {
			return nil
		}
	}
	return n
}

// Line returns the line, from 1, of the deepest part of the path that is there.
func Line(n *yaml.Node, path ...any) int {
	if n == nil {
		return 1
	}
	n = top(n)
	line := max(1, n.Line)
	for _, step := range path {
		if n = Child(n, step); n == nil {
			break
		}
		line = n.Line
	}
	return line
}

func top(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.DocumentNode && len(n.Content) > 0 {
		return n.Content[0]
	}
	return n
}

// Set changes, adds or, for "", removes a value of a mapping. A whole number is
// written as one.
func Set(item *yaml.Node, key, value string) {
	for i := 0; i+1 < len(item.Content); i += 2 {
		if item.Content[i].Value != key {
			continue
		}
		if value == "" {
			item.Content = slices.Delete(item.Content, i, i+2)
			return
		}
		fresh := scalar(value)
		if fresh.Tag != "!!int" {
			fresh.Style = item.Content[i+1].Style
		}
		*item.Content[i+1] = *fresh
		return
	}
	if value == "" {
		return
	}
	k := &yaml.Node{}
	k.SetString(key)
	item.Content = append(item.Content, k, scalar(value))
}

func scalar(value string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(value)
	if _, err := strconv.ParseInt(value, 10, 64); err == nil {
		n.Tag = "!!int"
	}
	return n
}

// Number is a number for Set: "" for nothing.
func Number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// Encode writes a document.
func Encode(doc *yaml.Node) ([]byte, error) {
	var out bytes.Buffer
	e := yaml.NewEncoder(&out)
	e.SetIndent(2)
	if err := e.Encode(doc); err != nil {
		return nil, fmt.Errorf("write a YAML file: %w", err)
	}
	return out.Bytes(), nil
}

// Append adds one item, itself YAML, to the list under a key of a file, which
// may be empty.
func Append(file []byte, key, item string) ([]byte, error) {
	if len(bytes.TrimSpace(file)) == 0 {
		file = []byte(key + ":\n")
	}
	var doc, more yaml.Node
	if err := yaml.Unmarshal(file, &doc); err != nil {
		return nil, fmt.Errorf("append to a YAML file: %w", err)
	}
	if err := yaml.Unmarshal([]byte(item), &more); err != nil {
		return nil, fmt.Errorf("append to a YAML file: %w", err)
	}
	list := At(&doc, key)
	if list == nil {
		return nil, fmt.Errorf("append to a YAML file: it has no %s", key)
	}
	if list.Kind != yaml.SequenceNode { // nothing there yet
		*list = yaml.Node{Kind: yaml.SequenceNode}
	}
	list.Style = 0
	list.Content = append(list.Content, top(&more))
	return Encode(&doc)
}
