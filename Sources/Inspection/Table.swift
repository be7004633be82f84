/// Rows of text in columns that line up.
struct Table {
  private let header: [String]
  private var rows: [[String]] = []

  init(_ header: String...) { self.header = header }

  var isEmpty: Bool { rows.isEmpty }

  mutating func add(_ cells: String...) { rows.append(cells) }

  /// The table with every row indented by two spaces; the last column is not padded.
  func rendered(paint: (String) -> String) -> String {
    var widths = header.map(\.count)
    for row in rows {
      for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.count) }
    }
    func line(_ cells: [String]) -> String {
      var text = " "
      for (column, cell) in cells.enumerated() {
        text += " " + cell
        if column < cells.count - 1 { text += String(repeating: " ", count: widths[column] - cell.count + 1) }
      }
      return text
    }
    return ([paint(line(header))] + rows.map(line)).joined(separator: "\n") + "\n"
  }
}
