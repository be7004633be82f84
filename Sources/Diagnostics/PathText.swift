extension String {
  /// An absolute path without `.`, `..` and empty parts.
  package var withoutDotSegments: String {
    let parts = split(separator: "/").reduce(into: [Substring]()) { parts, part in
      if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }
}
