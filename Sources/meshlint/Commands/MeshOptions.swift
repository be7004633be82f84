import ArgumentParser
import FoundationEssentials
import Linting
import MeshModel

/// What the manifests do not say about the mesh.
struct MeshOptions: ParsableArguments {
  @Flag(help: "The input is the whole mesh: what it does not mention does not exist.")
  var assumeComplete = false

  @Option(help: ArgumentHelp("The namespace of objects that name none.", valueName: "name"))
  var namespace: String?

  @Option(
    help: ArgumentHelp("Istio's root namespace (otherwise from the input, else istio-system).", valueName: "name"))
  var rootNamespace: String?

  @Option(help: ArgumentHelp("The trust domain (otherwise from the input, else cluster.local).", valueName: "name"))
  var trustDomain: String?

  @Option(help: ArgumentHelp("A file with mesh configuration, in place of what the input says.", valueName: "file"))
  var meshConfig: String?

  @Option(help: ArgumentHelp("A file with the networks of the mesh (meshNetworks).", valueName: "file"))
  var meshNetworks: String?

  @Option(
    help: ArgumentHelp(
      "The time at which certificates and suppressions must not be over, such as 2026-11-21T12:00:00Z (otherwise the clock).",
      valueName: "time"),
    transform: secondsSince1970)
  var now: Int?

  @Option(
    help: ArgumentHelp(
      "How long before its end a certificate is reported, such as 45d or 12h (otherwise 60d for Linkerd's, else 30d).",
      valueName: "duration"),
    transform: period)
  var expiresWithin: String?

  @Option(
    help: ArgumentHelp(
      "An installed revision or revision tag of Istio (repeatable).",
      discussion: """
        Without any, namespaces labelled istio.io/rev are not judged unless the input shows the installation.
        """, valueName: "name"))
  var revision: [String] = []

  @Option(
    help: ArgumentHelp(
      "The version of Istio that the manifests are for, from \(Schemas.oldest) to \(Schemas.newest) (otherwise the newest).",
      valueName: "version"),
    transform: schemas(istio:))
  var istioVersion: Schemas?
}

extension MeshOptions {
  /// What the flags say of every mesh.
  var settings: [ConfigurationValue.Field] {
    var fields: [ConfigurationValue.Field] = .text(
      "istio", istioVersion.map { "\($0.version)" }, from: "--istio-version")
    fields += .text("trust-domain", trustDomain, from: "--trust-domain")
    fields += .text("root-namespace", rootNamespace, from: "--root-namespace")
    fields += .list("revisions", revision, from: "--revision")
    fields += .text("meshconfig", meshConfig, from: "--mesh-config")
    fields += .text("mesh-networks", meshNetworks, from: "--mesh-networks")
    fields += .text("expires-within", expiresWithin, from: "--expires-within")
    if assumeComplete {
      fields.append(.init("complete", ConfigurationValue(.boolean(true), from: .flag("--assume-complete"))))
    }
    return fields
  }
}

/// A time in the form of RFC 3339 as seconds since 1970 in UTC.
private func secondsSince1970(_ text: String) throws -> Int {
  guard let date = try? Date(text, strategy: .iso8601) else {
    throw ValidationError("'\(text)' is no time such as 2026-11-21T12:00:00Z")
  }
  return Int(date.timeIntervalSince1970)
}

/// A length of time as ``secondsOfPeriod(_:)`` reads it.
private func period(_ text: String) throws -> String {
  guard secondsOfPeriod(text) != nil else { throw ValidationError("'\(text)' is no length of time such as 45d or 12h") }
  return text
}

/// The schemas of a version of Istio.
private func schemas(istio text: String) throws -> Schemas {
  guard let schemas = Schemas(istio: text) else {
    throw ValidationError(
      "'\(text)' is no version of Istio that is known; expected one from \(Schemas.oldest) to \(Schemas.newest)")
  }
  return schemas
}
