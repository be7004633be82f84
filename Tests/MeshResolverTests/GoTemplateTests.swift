import MeshModel
import Testing

/// What Go says was taken from `text/template` itself.
@Suite struct `A template of Go` {
  @Test(arguments: [
    "text", "}} text", "spiffe://x/{{ .A }}", "{{ .A | }}", #"{{ index .A.L "x" }}"#, #"{{ or (index .A.L "x") "d" }}"#,
    "{{ if .A }}x{{ end }}", "{{ if .A }}x{{ else if .B }}y{{ end }}", "{{ range .A }}{{ .B }}{{ end }}",
    "{{ with .A }}{{ . }}{{ end }}", "{{ $x := .A }}{{ $x }}", "{{ $x = .A }}", "{{/* c */}}a", "{{- .A -}}",
    "{{- /* c */ -}} a", #"{{ .A "x" }}"#, #"{{ "x" | print }}"#, #"{{ print .A "-" .B }}"#, #"{{ printf "%s" .A }}"#,
    "{{ (.A).B }}", "{{ nil }}", "{{ true }}", "{{ 1 }}", #"{{ template "x" }}"#, #"{{ define "x" }}a{{ end }}"#,
    #"{{ block "x" . }}a{{ end }}"#, "{{ $ }}", "{{ $.A.B }}", "{{ . }}", "{{ 'a' }}", "{{ `a` }}",
    #"{{ eq .A "x" }}"#, "{{.A}}{{.B}}", "{{ .A\n.B }}", "{{ index .A }}", "{{ range .A }}{{ break }}{{ end }}",
  ]) func `is taken as Go takes it`(text: String) {
    #expect(throws: Never.self) { try GoTemplate(text, named: "t") }
  }

  @Test(arguments: [
    ("{{", "1: unclosed action"), ("{{ .A", "1: unclosed action"), ("{{ }}", "1: missing value for command"),
    ("{{ lower .A }}", #"1: function "lower" not defined"#), ("{{ .A | lower }}", #"1: function "lower" not defined"#),
    ("{{ .A.B-C }}", "1: bad character U+002D '-'"), ("{{ .A/B }}", "1: bad character U+002F '/'"),
    (#"{{ or (index .A.L "x" "d" }}"#, "1: unclosed left paren"), ("{{ .A ) }}", #"1: unexpected ")" in command"#),
    (#"{{ "abc }}"#, "1: unterminated quoted string"), ("{{ if .A }}x", "1: unexpected EOF"),
    ("{{ end }}", "1: unexpected {{end}}"), ("{{ else }}", "1: unexpected {{else}}"),
    ("{{ if .A }}x{{ else }}y{{ else }}{{ end }}", "1: expected end; found {{else}}"),
    ("{{ range $i, $x := .A }}{{ $x }}{{ end }}{{ $x }}", #"1: undefined variable "$x""#),
    ("{{ $y }}", #"1: undefined variable "$y""#), ("{{/* c }}a", "1: unclosed comment"),
    ("{{ -}}", "1: missing value for command"), (#"{{ .A | "x" }}"#, "1: non executable command in pipeline stage 2"),
    ("{{ .A, }}", #"1: unexpected "," in operand"#), ("{{ , .A }}", #"1: unexpected "," in command"#),
    (#"{{ "a".B }}"#, #"1: unexpected . after term "\"a\"""#), ("{{ break }}", "1: {{break}} outside {{range}}"),
    ("{{ .A }", #"1: unexpected "}" in operand"#), ("{{ .A : }}", "1: expected :="),
    ("{{ if }}x{{ end }}", "1: missing value for if"),
    (#"{{ default "a" .B }}"#, #"1: function "default" not defined"#),
    ("{{ .A.app.kubernetes.io/name }}", "1: bad character U+002F '/'"), ("{{ { }}", #"1: unexpected "{" in command"#),
    ("a\n{{ lower .A }}", #"2: function "lower" not defined"#),
    ("{{ (  ) }}", "1: missing value for parenthesized pipeline"), ("{{ end .A }}", #"1: unexpected ".A" in end"#),
    ("{{ .A := 1 }}", #"1: unexpected ":=" in operand"#),
  ]) func `is refused in Go's words`(text: String, problem: String) {
    let error = #expect(throws: GoTemplate.Problem.self) { try GoTemplate(text, named: "t") }
    #expect(error?.text == "template: t:\(problem)")
  }

  @Test func `is read as text, fields and calls`() throws {
    let template = try GoTemplate(#"a {{- .B.C -}} d{{ or (index .E "f") `g` }}{{ if .H }}i{{ end }}"#, named: "t")
    #expect(
      template.parts == [
        .text("a"), .value(.field(["B", "C"])), .text("d"),
        .value(.call("or", [.call("index", [.field(["E"]), .constant("f")]), .constant("g")])), .block,
      ])
  }

  @Test(.timeLimit(.minutes(1)), arguments: ["{{", "{{(", "{{ .A ", "{{ if .A }}", "((((", "{{/*", "{{ \"", "{{$x:="])
  func `of any length is read in reasonable time`(text: String) {
    _ = try? GoTemplate(String(repeating: text, count: 50_000), named: "t")
    _ = try? GoTemplate("{{" + String(repeating: "(", count: 50_000), named: "t")
  }
}
