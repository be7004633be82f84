/// Why a text is no YAML that this linter accepts, and where.
package struct YAMLError: Error, Hashable, Sendable {
  package enum Reason: Hashable, Sendable {
    /// What libyaml says, with what it was doing at the time.
    case syntax(problem: String, context: String?)
    /// Bytes that are no text in the file's encoding.
    case encoding(String)
    case tooDeep(limit: Int)
    /// Aliases that would expand to more nodes than any manifest needs.
    case tooManyNodes(limit: Int)
    case unknownAlias(String)
    /// An alias that stands inside the node it names.
    case recursiveAlias(String)
    /// A file that this linter cannot hold: more than 4 GiB of text or nodes.
    case tooLarge
    case outOfMemory
  }

  package var reason: Reason
  /// One-based position in the file.
  package var line: Int
  package var column: Int

  package init(reason: Reason, line: Int, column: Int) {
    self.reason = reason
    self.line = line
    self.column = column
  }
}

extension YAMLError {
  /// The problem as one sentence without a full stop.
  package var message: String {
    switch reason {
    case .syntax(let problem, let context?): "\(problem) \(context)"
    case .syntax(let problem, nil): problem
    case .encoding(let problem): problem
    case .tooDeep(let limit): "nested more than \(limit) levels deep"
    case .tooManyNodes(let limit): "aliases expand to more than \(limit) nodes"
    case .unknownAlias(let name): "alias '*\(name)' names no anchor of this document"
    case .recursiveAlias(let name): "alias '*\(name)' stands inside the node that it names"
    case .tooLarge: "the file holds more than 4 GiB"
    case .outOfMemory: "out of memory"
    }
  }

  /// What to do about it, where that is known.
  package var help: String? {
    switch reason {
    case .syntax(let problem, let context):
      if problem.contains("cannot start any token") {
        "YAML indents with spaces, not tabs; quote a value that starts with one of @ ` % & * ! | >"
      } else if problem.contains("mapping values are not allowed") {
        "quote a value that contains ': ', or mend the indentation of this line"
      } else if problem.contains("did not find expected key") || problem.contains("expected <block end>") {
        "this line does not line up with its siblings: mend its indentation"
      } else if context?.contains("quoted scalar") == true {
        "the quotation mark that opens here is never closed"
      } else if problem.contains("could not find expected ':'") {
        "a key wants a colon and a space behind it"
      } else {
        nil
      }
    case .encoding: "save the file as UTF-8"
    case .tooDeep, .tooManyNodes, .recursiveAlias: "no Kubernetes manifest needs this"
    case .unknownAlias: "define the anchor with '&' in the same document, before the alias"
    case .tooLarge: "split the file"
    case .outOfMemory: nil
    }
  }
}
