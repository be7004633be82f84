import Foundation
import Testing

@Suite struct `Findings on rendered manifests` {
  private static func rule(_ name: String, origin: String = "") -> String {
    """
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata: {name: \(name), namespace: shop\(origin.isEmpty ? "" : ", annotations: {config.kubernetes.io/origin: '\(origin)'}")}
    spec:
      host: \(name).example.com
      trafficPolicy:
        tls: {mode: SIMPLE}

    """
  }

  /// What Helm and Kustomize write, with sources that are in the repository and others that are not.
  private static let input = """
    ---
    # Source: shop/templates/rules.yaml
    \(rule("helm"))---
    # Source: shop/templates/gone.yaml
    \(rule("helm-gone"))---
    \(rule("kustomize", origin: "{path: base/rule.yaml}"))---
    \(rule("kustomize-gone", origin: "{path: rule.yaml, repo: https://example.com/shop, ref: v1}"))---
    \(rule("outside", origin: "{path: ../../outside.yaml}"))
    """

  private static func folder() throws -> Folder {
    try Folder([
      "outside.yaml": "x\n", "repository/.git": "", "repository/rendered.yaml": input,
      "repository/shop/templates/rules.yaml": "{{- range .Values.rules }}\n",
      "repository/base/rule.yaml": "# The bank\n" + rule("kustomize"), "repository/sub/x": "",
    ])
  }

  @Test func `say in text what they were rendered from`() throws {
    let folder = try Self.folder()
    let run = try Run("analyze", "-q", "-", input: Self.input, in: folder.url.appending(path: "repository"))
    let notes = run.output.split(separator: "\n").filter { $0.hasPrefix("Warning") }
      .map { $0.split(separator: " (rendered from ").last ?? "" }
    #expect(
      notes == [
        "shop/templates/rules.yaml)", "shop/templates/gone.yaml)", "base/rule.yaml:8:17)",
        "https://example.com/shop//rule.yaml?ref=v1)", "../../outside.yaml)",
      ])
  }

  @Test(arguments: ["repository", "repository/sub"])
  func `are shown where they were written if that is in the repository`(
    path: String
  ) throws {
    let folder = try Self.folder()
    let place = folder.url.appending(path: path)
    let run = try Run("analyze", "-q", "-o", "sarif", "-", input: Self.input, in: place)
    let log = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let results = try #require((log["runs"] as? [[String: Any]])?.first?["results"] as? [[String: Any]])
    let places = results.map { result -> String in
      let location = (result["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: [String: Any]]
      let numbers = ["startLine", "startColumn", "endColumn"].map { "\(location?["region"]?[$0] as? Int ?? 0)" }
      return "\(location?["artifactLocation"]?["uri"] as? String ?? "") \(numbers.joined(separator: ":"))"
    }
    let expected = ["shop/templates/rules.yaml 1:1:27", "%3Cstdin%3E 18:17:23", "base/rule.yaml 8:17:24"]
    #expect(places == expected + ["%3Cstdin%3E 34:17:23", "%3Cstdin%3E 42:17:23"])
    let lines = try Run("analyze", "-q", "-o", "concise", "-", input: Self.input, in: place).output.split(
      separator: "\n")
    #expect(lines[0].hasPrefix("shop/templates/rules.yaml:1:1: warning["))
    #expect(lines[1].hasPrefix("<stdin>:18:17: "))
    #expect(lines[1].hasSuffix(" (rendered from shop/templates/gone.yaml)"))
    #expect(lines[2].hasPrefix("base/rule.yaml:8:17: "))
    let commands = try Run("analyze", "-q", "-o", "github", "-", input: Self.input, in: place).output
    #expect(commands.contains("::warning file=base/rule.yaml,line=8,col=17,"))
    let table = try Run("analyze", "-q", "-o", "markdown", "-", input: Self.input, in: place).output
    #expect(table.contains("| <code>base/rule.yaml:8:17</code><br>"))
  }
}
