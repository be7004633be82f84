import Diagnostics
import MeshModel
import MeshRules

/// What a run asks of suppressions: which of them are over, and which it does not take.
struct SuppressionPolicy {
  private let today: Day?
  private let maximumDays: Int?

  /// `now`: Seconds since 1970 in UTC; nil for no time, at which nothing is over.
  init(_ settings: Configuration.SuppressionSettings, now: Int?) {
    today = now.map(Day.init(of:))
    maximumDays = settings.maximumDays
  }

  /// Notes what keeps a suppression from being in force.
  func review(_ suppression: inout WrittenSuppression) {
    guard suppression.flaw == nil else { return }
    suppression.flaw = reservedRule(in: suppression) ?? unusableDay(of: suppression)
    guard let today, suppression.flaw == nil, let day = suppression.until.flatMap({ Day($0.value) }) else { return }
    suppression.isExpired = day < today
  }

  /// What leaves out findings about suppressions must stand where it cannot be one of them itself.
  private func reservedRule(in suppression: WrittenSuppression) -> WrittenSuppression.Flaw? {
    guard suppression.source != .configuration else { return nil }
    for target in suppression.targets {
      guard case .rule(let rule) = target.choice, Linter.isAboutSuppressions(rule) else { continue }
      return .init(
        "Findings of \(rule.name) cannot be left out here", help: "do so in the configuration, or with --ignore",
        at: target.span)
    }
    return nil
  }

  private func unusableDay(of suppression: WrittenSuppression) -> WrittenSuppression.Flaw? {
    guard let until = suppression.until else {
      guard let maximumDays else { return nil }
      return .init(
        "The suppression has no last day, and the configuration allows \(maximumDays) days",
        help: "add `until=` with a day such as 2027-01-31", at: suppression.span)
    }
    guard let day = Day(until.value) else {
      return .init(
        "The last day of the suppression is no day of the calendar", help: "write it as 2027-01-31", at: until.span)
    }
    guard let maximumDays, let today, day.number > today.number + maximumDays else { return nil }
    return .init(
      "The suppression holds for longer than the \(maximumDays) days that the configuration allows",
      help: "set an earlier day", at: until.span)
  }
}
