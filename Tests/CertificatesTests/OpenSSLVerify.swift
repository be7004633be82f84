import Foundation

/// What `openssl verify -partial_chain` says about certificates, with one process for all that share anchors and time.
struct OpenSSLVerify {
  /// The first thing that is wrong with a certificate: OpenSSL's number, and how far above the certificate it is.
  struct Failure: Hashable {
    var code: Int
    var depth: Int
  }

  private let folder: URL

  /// `certificates`: In PEM, by name.
  init(_ certificates: [String: String]) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "meshlint-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in certificates { try Data(text.utf8).write(to: folder.appending(path: name)) }
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// What is wrong with each of some certificates; those that are right are left out.
  func failures(
    of names: [String], intermediates: [String], anchors: [String], at time: Int
  ) throws -> [String: Failure] {
    try join(intermediates, into: "untrusted")
    try join(anchors, into: "anchors")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["openssl", "verify", "-no-CApath", "-no-CAstore", "-partial_chain", "-attime", "\(time)", "-CAfile", "anchors"]
      + (intermediates.isEmpty ? [] : ["-untrusted", "untrusted"]) + names
    process.currentDirectoryURL = folder
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    var (failures, first): ([String: Failure], Failure?) = ([:], nil)
    for line in text.split(separator: "\n") {
      if let match = line.wholeMatch(of: /error (\d+) at (\d+) depth lookup.*/) {
        first =
          first
          ?? Int(match.output.1).flatMap { code in
            Int(match.output.2).map { Failure(code: code, depth: $0) }
          }
      } else if let match = line.wholeMatch(of: /error (.+): verification failed/) {
        failures[String(match.output.1)] = first
        first = nil
      }
    }
    return failures
  }

  private func join(_ names: [String], into file: String) throws {
    let texts = try names.map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
    try Data(texts.joined().utf8).write(to: folder.appending(path: file))
  }
}
