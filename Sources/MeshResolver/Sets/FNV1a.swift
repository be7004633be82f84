/// The hash FNV-1a of 64 bits: quick for short texts, and it can be asked after each byte. What it finds has to be
/// compared, so nobody gains by making two texts collide.
struct FNV1a {
  private(set) var state: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func mix(_ byte: UInt8) { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
}
