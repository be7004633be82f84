extension RegularExpressionParser {
  /// Reads what stands between brackets.
  mutating func parseClass() throws(SyntaxError) -> CharacterClass {
    let start = position
    position += 1
    var set = CharacterClass()
    set.foldsCase = flags.foldsCase
    if next == "^" {
      set.isNegated = true
      position += 1
    }
    var isFirst = true
    while next != "]" || isFirst {
      isFirst = false
      if let part = try parsePOSIXClass() {
        set.insert(part)
        continue
      }
      if let part = try parseEscapedClass() {
        set.insert(part)
        continue
      }
      let rangeStart = position
      let low = try parseClassScalar(from: start)
      var high = low
      if next == "-", let end = scalar(at: 1), end != "]" {
        position += 1
        high = try parseClassScalar(from: start)
        if high < low { throw error(.classRange, from: rangeStart) }
      }
      set.insert(low...high)
    }
    position += 1
    set.prepare()
    return set
  }

  private mutating func parseClassScalar(from start: Int) throws(SyntaxError) -> UInt32 {
    guard let scalar = next else { throw error(.openBracket, start..<pattern.count) }
    if scalar == "\\" { return try parseEscape() }
    position += 1
    return scalar.value
  }

  private mutating func parsePOSIXClass() throws(SyntaxError) -> CharacterClass? {
    let start = position
    guard starts(with: "[:"), position + 2 < pattern.count else { return nil }
    var end = position + 2
    while end + 1 < pattern.count, pattern[end] != ":" || pattern[end + 1] != "]" { end += 1 }
    guard end + 1 < pattern.count else { return nil }
    var name = pattern[start + 2..<end]
    position = end + 2
    let isNegated = name.first == "^"
    if isNegated { name.removeFirst() }
    guard let ranges = CharacterClass.posix[String(String.UnicodeScalarView(name))] else {
      throw error(.classRange, from: start)
    }
    return CharacterClass(ranges, isNegated: isNegated, foldsCase: flags.foldsCase)
  }

  /// Reads a class such as `\pL` or `\d`.
  mutating func parseEscapedClass() throws(SyntaxError) -> CharacterClass? {
    if let set = try parseUnicodeClass() { return set }
    return parsePerlClass()
  }

  /// Reads `\pL`, `\p{Greek}`, `\P{…}` or `\p{^…}`.
  private mutating func parseUnicodeClass() throws(SyntaxError) -> CharacterClass? {
    let start = position
    guard next == "\\", let letter = scalar(at: 1), letter == "p" || letter == "P" else { return nil }
    guard let first = scalar(at: 2) else { throw error(.classRange, start..<pattern.count) }
    var name: ArraySlice<Unicode.Scalar>
    if first == "{" {
      guard let end = pattern[position...].firstIndex(of: "}") else { throw error(.classRange, start..<pattern.count) }
      name = pattern[start + 3..<end]
      position = end + 1
    } else {
      name = [first]
      position += 3
    }
    var isNegated = letter == "P"
    if name.first == "^" {
      isNegated.toggle()
      name.removeFirst()
    }
    let text = String(String.UnicodeScalarView(name))
    guard let set = CharacterClass(unicodeName: text, isNegated: isNegated, foldsCase: flags.foldsCase) else {
      throw error(.classRange, from: start)
    }
    return set
  }

  private mutating func parsePerlClass() -> CharacterClass? {
    guard next == "\\", let letter = scalar(at: 1),
      let set = CharacterClass(perlLetter: letter, foldsCase: flags.foldsCase)
    else { return nil }
    position += 2
    return set
  }

  /// Reads an escape sequence that stands for one scalar.
  mutating func parseEscape() throws(SyntaxError) -> UInt32 {
    let start = position
    position += 1
    guard let letter = next else { throw error(.trailingBackslash, pattern.count..<pattern.count) }
    position += 1
    switch letter {
    case "1"..."7" where !isOctal(next): break
    case "0"..."7":
      var value = letter.value - 0x30
      for _ in 0..<2 {
        guard let digit = next, isOctal(digit) else { break }
        value = value * 8 + digit.value - 0x30
        position += 1
      }
      return value
    case "x": if let value = parseHexadecimal() { return value }
    case "a": return 7
    case "f": return 0xC
    case "n": return 0xA
    case "r": return 0xD
    case "t": return 9
    case "v": return 0xB
    default: if letter.isASCII, letter == "_" || !CharacterClass.word.contains(letter) { return letter.value }
    }
    throw error(.escape, from: start)
  }

  private func isOctal(_ scalar: Unicode.Scalar?) -> Bool { scalar.map { ("0"..."7").contains($0) } ?? false }

  /// Reads what follows `\x`: two digits, or any number of them in braces. An error is read up to where it shows.
  private mutating func parseHexadecimal() -> UInt32? {
    guard let first = next else { return nil }
    position += 1
    guard first == "{" else {
      guard let second = next else { return nil }
      position += 1
      guard let high = hexadecimal(first), let low = hexadecimal(second) else { return nil }
      return high * 16 + low
    }
    var value: UInt32 = 0
    let start = position
    while let scalar = next {
      position += 1
      if scalar == "}" { return position > start + 1 ? value : nil }
      guard let digit = hexadecimal(scalar), value * 16 + digit <= 0x10FFFF else { return nil }
      value = value * 16 + digit
    }
    return nil
  }

  private func hexadecimal(_ scalar: Unicode.Scalar) -> UInt32? {
    scalar.isASCII ? Character(scalar).hexDigitValue.map(UInt32.init) : nil
  }
}
