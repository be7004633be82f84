import Foundation
import Testing

@Suite struct `Options about suppressions` {
  private static let text = """
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata: {name: bank, namespace: shop}
    spec:
      host: bank.example.com
      trafficPolicy:
        # meshlint: ignore[IST0128] the bank's CA is public; until=2027-01-31
        tls: {mode: SIMPLE}

    """

  private func run(_ arguments: String..., text: String = Self.text) throws -> Run {
    let folder = try Folder(["a.yaml": text])
    return try Run(arguments: ["analyze", "a.yaml", "--now", "2026-12-31T00:00:00Z"] + arguments, in: folder.url)
  }

  @Test func `list what was left out behind the findings`() throws {
    let plain = try run()
    #expect(plain.status == 0 && plain.output == "")
    #expect(plain.error.contains("1 finding suppressed"))
    let listed = try run("--show-suppressed")
    #expect(listed.status == 0)
    #expect(listed.output.hasPrefix("Suppressed [IST0128] (DestinationRule shop/bank a.yaml:8:17) "))
    #expect(listed.output.hasSuffix("\n  by comment a.yaml:7:7 until 2027-01-31: the bank's CA is public\n"))
    #expect(
      try run("--show-suppressed", text: Self.text.replacing("SIMPLE", with: "DISABLE")).output.contains("MSH9001"))
  }

  @Test func `show everything`() throws {
    let all = try run("--no-suppressions", "-S", "IST0128=*", "--show-suppressed")
    #expect(all.status == 1)
    #expect(all.output.contains("[IST0128]") && !all.output.contains("Suppressed"))
    #expect(!all.error.contains("suppressed"))
  }

  @Test func `choose among the rules about suppressions`() throws {
    let idle = Self.text.replacing("SIMPLE", with: "DISABLE")
    #expect(try run(text: idle).status == 1)
    #expect(try run("--ignore", "unused-suppression", text: idle).output == "")
    #expect(try run("--severity", "MSH9001=info", text: idle).status == 0)
    #expect(try run("-S", "MSH9001=DestinationRule shop/*", text: idle).output == "")
    #expect(try run("--select", "MSH9001", text: idle).output.contains("MSH9001"))
    #expect(try run("--select", "MSH9004").status == 0)
    #expect(try run("--select", "MSH9004", text: Self.text.replacing(" the bank's CA is public", with: "")).status == 1)
  }
}
