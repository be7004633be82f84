package import MeshModel

/// A Telemetry with entries of `accessLogging` for which there is no provider.
package struct TelemetryWithoutLogProvider: Sendable {
  package var telemetry: Telemetry
  /// Never empty.
  package var entries: [Telemetry.Reporting]
}

extension EffectiveMesh {
  /// The Telemetries whose access logs go nowhere (`pkg/config/analysis/analyzers/telemetry/providers.go`), and why
  /// others could not be judged.
  ///
  /// An entry without providers takes those of the entries before it, and of the Telemetries for its namespace and for
  /// the mesh, which the analyzer does not look at. It can switch logs on again or off, but its filter is lost
  /// (`pilot/pkg/model/telemetry.go` mergeLogs): the analyzer's verdict holds where there is a filter, or nobody to
  /// inherit from.
  package func telemetriesWithoutLogProvider() -> (found: [TelemetryWithoutLogProvider], unjudged: [String]) {
    guard settings.defaultAccessLogging.isEmpty else { return ([], []) }
    let telemetries = analyzed(written.telemetries)
    let root = settings.rootNamespace.value
    let wide = Dictionary(
      telemetries.filter(\.isForNamespace).sortedByAge().map { ($0.namespace, $0) }, uniquingKeysWith: { one, _ in one }
    )
    var found: [TelemetryWithoutLogProvider] = []
    var unjudged: [String] = []
    for telemetry in telemetries where !telemetry.entriesWithoutProvider(inherits: false).isEmpty {
      guard settings.isConfigurationKnown else {
        unjudged.append("the mesh configuration, which may name providers of access logs")
        continue
      }
      let isAlone = telemetry.isForNamespace && telemetry.namespace == root
      let parents =
        isAlone ? [] : [wide[root], telemetry.isForNamespace ? nil : wide[telemetry.namespace]].compactMap { $0 }
      let inherits = parents.contains { !$0.accessLogging.allSatisfy(\.providers.isEmpty) }
      // What it might inherit counts only where an entry has no filter to lose.
      let mayInherit = !inherits && !isAlone && !describesTelemetries(above: telemetry)
      let entries = telemetry.entriesWithoutProvider(inherits: inherits || mayInherit)
      if !entries.isEmpty {
        found.append(TelemetryWithoutLogProvider(telemetry: telemetry, entries: entries))
      } else if mayInherit {
        unjudged.append("the Telemetries for the mesh and for namespace \(telemetry.namespace)")
      }
    }
    return (found, unjudged)
  }

  private func describesTelemetries(above telemetry: Telemetry) -> Bool {
    options.isComplete || describesRootNamespace && (telemetry.isForNamespace || mesh.describes(telemetry.namespace))
  }
}

extension Telemetry {
  fileprivate var isForNamespace: Bool { !selector.isSelective && targetRefs.isEmpty }

  /// `inherits`: Whether providers are named for it elsewhere.
  fileprivate func entriesWithoutProvider(inherits: Bool) -> [Reporting] {
    var hasProvider = inherits
    return accessLogging.filter { entry in
      if !entry.providers.isEmpty { hasProvider = true }
      return entry.providers.isEmpty && entry.disabled?.value != true && (entry.hasFilter || !hasProvider)
    }
  }
}
