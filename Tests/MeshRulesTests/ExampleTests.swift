import Diagnostics
import Foundation
import Linting
import Reporting
import Testing

@Suite struct `Example meshes` {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "examples")

  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { !$0.hasSuffix(".md") }.sorted()

  /// `RECORD=1 swift test` writes what is found, and fails.
  @Test(arguments: names) func `give the report beside them`(name: String) async throws {
    let options = AnalysisOptions(paths: [Self.folder.appending(path: name).path])
    var report = try await Analysis.run(AnalysisPlan(meshes: [options])).report
    let root = Self.folder.deletingLastPathComponent().path + "/"
    for index in report.files.files.indices {
      report.files.files[index].path = report.files.files[index].path.replacingOccurrences(of: root, with: "")
    }
    let found = textReport(report)
    let file = Self.folder.appending(path: "\(name)/expected.txt")
    if ProcessInfo.processInfo.environment["RECORD"] != nil {
      try Data(found.utf8).write(to: file)
      Issue.record("recorded \(name)/expected.txt")
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(found == expected)
  }

  @Test func `hold a clean mesh and meshes with mistakes`() throws {
    #expect(Self.names.count >= 5)
    let reports = try Self.names.map {
      try String(contentsOf: Self.folder.appending(path: "\($0)/expected.txt"), encoding: .utf8)
    }
    #expect(reports.contains(""))
    #expect(reports.count(where: { $0.contains("IST0113") }) >= 3)
  }
}
