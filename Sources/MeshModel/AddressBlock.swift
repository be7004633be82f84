/// A block of addresses, or a single one.
package struct AddressBlock: Hashable, Sendable {
  /// Four bytes, or sixteen.
  package let base: [UInt8]
  /// How many bits of an address count.
  package let length: Int

  /// Nil for what is no address and no block.
  package init?(_ text: String) {
    guard let slash = text.lastIndex(of: "/") else {
      guard let base = Syntax.address(text) else { return nil }
      (self.base, length) = (base, base.count * 8)
      return
    }
    guard let base = Syntax.address(text[..<slash]), let length = Int(text[text.index(after: slash)...]),
      (0...base.count * 8).contains(length)
    else { return nil }
    (self.base, self.length) = (base, length)
  }

  package func contains(_ address: [UInt8]) -> Bool {
    guard address.count == base.count else { return false }
    let whole = length / 8
    guard address.prefix(whole).elementsEqual(base.prefix(whole)) else { return false }
    let rest = length % 8
    return rest == 0 || (address[whole] ^ base[whole]) >> (8 - rest) == 0
  }

  /// Whether every address of another block is in this one.
  package func contains(_ other: AddressBlock) -> Bool { length <= other.length && contains(other.base) }

  /// The same block by its first address.
  package var masked: AddressBlock {
    var first = base
    for bit in length..<base.count * 8 { first[bit / 8] &= ~(0x80 >> UInt8(bit % 8)) }
    return AddressBlock(base: first, length: length)
  }

  private init(base: [UInt8], length: Int) { (self.base, self.length) = (base, length) }
}

extension AddressBlock: CustomStringConvertible {
  package var description: String { "\(Syntax.text(ofAddress: base))/\(length)" }
}
