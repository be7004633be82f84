import Diagnostics

/// Stretches of one file, of which any two are apart or one lies in the other, as nodes of YAML do.
struct NestedSpans {
  private struct Entry {
    var span: SourceSpan
    var value: Int
    /// The next larger stretch around this one.
    var outer: Int?
  }

  private var entries: [Entry] = []

  init(_ spans: some Sequence<(span: SourceSpan, value: Int)>) {
    let sorted = spans.sorted { ($0.span.start, $1.span.end, $0.value) < ($1.span.start, $0.span.end, $1.value) }
    for (span, value) in sorted {
      var outer = entries.indices.last
      while let around = outer, entries[around].span.end < span.end { outer = entries[around].outer }
      entries.append(Entry(span: span, value: value, outer: outer))
    }
  }

  /// The values of the stretches around a position, of the innermost one first. Does not look at the others.
  func values(at position: SourcePosition) -> [Int] {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].span.start <= position { low = middle + 1 } else { high = middle }
    }
    var values: [Int] = []
    var next: Int? = low > 0 ? low - 1 : nil
    while let index = next {
      if position < entries[index].span.end { values.append(entries[index].value) }
      next = entries[index].outer
    }
    return values
  }
}
