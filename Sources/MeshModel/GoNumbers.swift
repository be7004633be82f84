/// A number as Go's `%f` writes it.
func goFixed(_ number: Double) -> String {
  let millionths = (number.magnitude * 1e6).rounded(.toNearestOrEven)
  guard millionths < 1e15 else { return "\(number)" }
  let (whole, part) = Int(millionths).quotientAndRemainder(dividingBy: 1_000_000)
  let digits = String(part)
  return "\(number < 0 ? "-" : "")\(whole).\(String(repeating: "0", count: 6 - digits.count))\(digits)"
}

/// A number as Go's `%v` writes it: with as many digits as it takes.
func goShortest(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? "\(number)" }
