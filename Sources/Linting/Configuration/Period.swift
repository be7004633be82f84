/// The seconds of a length of time such as `12h`, `45d` or `8w`; nil for any other text.
package func secondsOfPeriod(_ text: String) -> Int? {
  let units: [Character: Int] = ["h": 3600, "d": 86_400, "w": 7 * 86_400]
  let digits = text.dropLast()
  guard let unit = text.last.flatMap({ units[$0] }), (1...6).contains(digits.count),
    digits.allSatisfy({ $0.isASCII && $0.isNumber })
  else { return nil }
  return Int(digits).map { $0 * unit }
}
