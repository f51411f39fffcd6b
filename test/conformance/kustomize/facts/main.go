//go:build tools

// Prints what kustomize is built with, as JSON: by which keys it merges the lists of built-in kinds, which kinds it knows
// to be without a namespace, and the field specs given as YAML on stdin in the order in which it uses them.
package main

import (
	"encoding/json"
	"io"
	"os"
	"sort"
	"strings"

	"k8s.io/kube-openapi/pkg/validation/spec"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	"sigs.k8s.io/kustomize/kyaml/resid"
	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
	"sigs.k8s.io/yaml"
)

type references struct {
	resid.Gvk `json:",inline"`
	Referrers types.FsSlice `json:"fieldSpecs"`
}

type byKind []references

func (s byKind) Len() int           { return len(s) }
func (s byKind) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }
func (s byKind) Less(i, j int) bool { return s[i].Gvk.IsLessThan(s[j].Gvk) }

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// The field specs, sorted by the code that sorts them in kustomize.
func fieldSpecs() map[string]any {
	text, err := io.ReadAll(os.Stdin)
	must(err)
	var raw map[string]json.RawMessage
	must(yaml.UnmarshalStrict(text, &raw))
	sorted := map[string]any{}
	for name, value := range raw {
		if name == "nameReference" {
			var rows byKind
			must(json.Unmarshal(value, &rows))
			sort.Sort(rows)
			sorted[name] = rows
			continue
		}
		var rows types.FsSlice
		must(json.Unmarshal(value, &rows))
		sort.Sort(rows)
		sorted[name] = rows
	}
	return sorted
}

const prefix = "#/definitions/"

func short(reference string) string {
	return strings.TrimPrefix(strings.TrimPrefix(reference, prefix), "io.k8s.")
}

// A field: the type that it holds (by reference, in a map or in a list) and, of a list that is merged, its keys.
func fieldOf(schema spec.Schema) map[string]any {
	field := map[string]any{}
	if schema.Ref.String() != "" {
		field["type"] = short(schema.Ref.String())
	}
	if schema.AdditionalProperties != nil && schema.AdditionalProperties.Schema != nil {
		field["values"] = short(schema.AdditionalProperties.Schema.Ref.String())
	}
	strategy, keys := (&openapi.ResourceSchema{Schema: &schema}).PatchStrategyAndKeyList()
	for _, one := range strings.Split(strategy, ",") {
		if one != "merge" || schema.Items == nil {
			continue
		}
		field["keys"] = keys
		field["items"] = short(schema.Items.Schema.Ref.String())
	}
	return field
}

func main() {
	definitions := map[string]map[string]any{}
	kinds := map[string]string{}
	clusterScoped := []string{}
	for name, schema := range openapi.Schema().Definitions {
		fields := map[string]any{}
		for field, one := range schema.Properties {
			fields[field] = fieldOf(one)
		}
		definitions[short(name)] = fields
		rows, _ := schema.Extensions["x-kubernetes-group-version-kind"].([]any)
		for _, row := range rows {
			gvk := row.(map[string]any)
			version := gvk["version"].(string)
			if group, ok := gvk["group"].(string); ok && group != "" {
				version = group + "/" + version
			}
			kind := gvk["kind"].(string)
			kinds[version+" "+kind] = short(name)
			if openapi.IsCertainlyClusterScoped(kyaml.TypeMeta{APIVersion: version, Kind: kind}) {
				clusterScoped = append(clusterScoped, version+" "+kind)
			}
		}
	}
	sort.Strings(clusterScoped)
	must(json.NewEncoder(os.Stdout).Encode(map[string]any{
		"definitions": definitions, "kinds": kinds, "clusterScoped": clusterScoped, "fieldSpecs": fieldSpecs(),
	}))
}
