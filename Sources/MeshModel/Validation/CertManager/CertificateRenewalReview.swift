import Diagnostics
import StructuralSchema
import YAMLTree

// How long a certificate is for, and when it is renewed (`certificate.go` ValidateDuration and
// validateCertificateRenewal).
extension CertManagerReview {
  private static let hour = 3600e9
  private static let minute = 60e9
  private static let exclusive = "renewBefore and renewBeforePercentage are mutually exclusive and cannot both be set"

  mutating func validateRenewal(of spec: ManifestNode) {
    let (length, before) = (spec["duration"], spec["renewBefore"])
    let (duration, renewBefore) = (self.duration(length, "spec.duration"), self.duration(before, "spec.renewBefore"))
    let percentage = spec["renewBeforePercentage"].flatMap { node in
      node.node.int.map { Located($0, at: node.span) }
    }
    if length == nil, before == nil {
      percentage.map { warn(aboutUnseen: $0) }
    } else if duration != nil || length == nil, renewBefore != nil || before == nil {
      // Without a value that can be read nothing is compared.
      validate(duration, renewBefore, percentage)
    }
    validate(renewal: spec["renewal"])
  }

  /// The default of `duration` is 90 days.
  private mutating func validate(_ duration: Span?, _ renewBefore: Span?, _ percentage: Located<Int>?) {
    let length = duration?.nanoseconds ?? 2160 * Self.hour
    let goLength = GoDuration.text(length)
    if let duration, length < Self.hour {
      refuseValue(duration.text, of: "spec.duration", "certificate duration must be greater than 1h0m0s")
    }
    let related = duration.map { Finding.Related("the duration of the certificate", at: $0.text.span) }
    if let renewBefore {
      if let percentage {
        let related = Finding.Related("the other one", at: renewBefore.text.span)
        refuse(
          "spec.renewBeforePercentage: Invalid value: \(percentage.value): \(Self.exclusive)", at: percentage.span,
          related: related)
      }
      if renewBefore.nanoseconds < 5 * Self.minute {
        refuseValue(renewBefore.text, of: "spec.renewBefore", "certificate renewBefore must be greater than 5m0s")
      } else if renewBefore.nanoseconds >= length {
        refuseValue(
          renewBefore.text, of: "spec.renewBefore",
          "certificate duration \(goLength) must be greater than renewBefore \(renewBefore.goText)",
          remedy: duration == nil ? "without `duration` a certificate is for 90 days" : nil, related: related)
      }
    } else if let percentage {
      // The webhook takes the percentage for the part of the lifetime that passes before the renewal, the controller
      // for what is left of it then.
      let renewBefore = length * Double(100 - percentage.value) / 100
      let path = "spec.renewBeforePercentage: Invalid value: \(percentage.value): certificate renewBeforePercentage"
      if renewBefore < 5 * Self.minute {
        refuse("\(path) must result in a renewBefore greater than 5m0s", at: percentage.span, related: related)
      } else if renewBefore >= length {
        refuse("\(path) must result in a renewBefore less than duration", at: percentage.span, related: related)
      } else {
        let left = length - renewBefore
        guard left < 5 * Self.minute else { return }
        warn(
          "spec.renewBeforePercentage: \(percentage.value) means that the certificate is renewed "
            + "\(GoDuration.text(left)) before its end, and the webhook, which asks for 5m0s, takes it for "
            + GoDuration.text(renewBefore), at: percentage.span, remedy: "write `renewBefore`, in which both agree")
      }
    }
  }

  /// Without `duration` and `renewBefore` the webhook looks at no percentage, and the controller passes over one that
  /// is none (`pkg/util/pki/renewaltime.go` desiredRenewalTime).
  private mutating func warn(aboutUnseen percentage: Located<Int>) {
    guard !(1...99).contains(percentage.value) else { return }
    warn(
      "spec.renewBeforePercentage: \(percentage.value) is not between 0 and 100, so the certificate is renewed when a "
        + "third of its lifetime is left", at: percentage.span)
  }

  private mutating func validate(renewal: ManifestNode?) {
    guard let renewal else { return }
    let policy = renewal["policy"]?.string
    let windows = renewal["windows"]
    switch policy?.value ?? "" {
    case "RenewBefore": break
    case "Disabled":
      if let windows, let policy, !windows.isEmptySequence {
        forbid(
          "spec.renewal.windows", "windows cannot be set when `renewal.policy` is set to Disabled", at: windows.span,
          related: Finding.Related("the policy", at: policy.span))
      }
      return
    default:
      refuse(
        "spec.renewal.policy: Unsupported value: \(goQuoted(policy?.value ?? "")): supported values: \"Disabled\", "
          + "\"RenewBefore\"", at: policy?.span ?? renewal.span)
    }
    for (index, window) in (windows?.compactMapItems { $0 } ?? []).enumerated() {
      let path = "spec.renewal.windows[\(index)]"
      if let zone = window["timezone"]?.string, !TimeZoneName.mayExist(zone.value) {
        refuseValue(
          zone, of: "\(path).timezone", "invalid value for timezone. timezone must be IANA compliant",
          remedy: "write a name such as `Europe/Berlin` or `UTC`")
      }
      if let cron = window["cron"]?.string, let problem = CronSchedule.problem(with: cron.value) {
        refuseValue(
          cron, of: "\(path).cron",
          "invalid cron syntax: \(problem). cron needs to follow: cron.Minute | cron.Hour | cron.Dom | cron.Month | "
            + "cron.Dow")
      }
    }
  }
}

/// Names of the IANA time zone database, of which only the areas are known here.
private enum TimeZoneName {
  private static let areas: Set<Substring> = [
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Brazil", "Canada", "Chile", "Etc",
    "Europe", "Indian", "Mexico", "Pacific", "SystemV", "US", "posix", "right",
  ]
  private static let plain: Set<String> = [
    "", "CET", "CST6CDT", "Cuba", "EET", "EST", "EST5EDT", "Egypt", "Eire", "Factory", "GB", "GB-Eire", "GMT", "GMT+0",
    "GMT-0", "GMT0", "Greenwich", "HST", "Hongkong", "Iceland", "Iran", "Israel", "Jamaica", "Japan", "Kwajalein",
    "Libya", "Local", "MET", "MST", "MST7MDT", "NZ", "NZ-CHAT", "Navajo", "PRC", "PST8PDT", "Poland", "Portugal", "ROC",
    "ROK", "Singapore", "Turkey", "UCT", "UTC", "Universal", "W-SU", "WET", "Zulu", "localtime", "posixrules",
  ]

  static func mayExist(_ name: String) -> Bool {
    guard let slash = name.firstIndex(of: "/") else { return plain.contains(name) }
    return areas.contains(name[..<slash])
  }
}
