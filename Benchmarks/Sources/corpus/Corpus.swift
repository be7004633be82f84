import Glibc

/// Writes a mesh of Kubernetes and Istio resources that follows from a seed.
@main
struct Corpus {
  static func main() {
    do {
      let options = try Options(CommandLine.arguments.dropFirst())
      let writer = try CorpusWriter(folder: options.output)
      try write(options.mesh, as: options.layout, to: writer)
      print("\(writer.resourceCount) resources, \(writer.byteCount) bytes, \(writer.fileCount) files")
    } catch let error as UsageError {
      fail("\(error)\n\(Options.usage)")
    } catch {
      fail("\(error)")
    }
  }

  /// Writes the resources in the same order in every layout.
  private static func write(_ mesh: Mesh, as layout: Options.Layout, to writer: CorpusWriter) throws(WriteError) {
    try writer.begin(layout == .oneFile ? "mesh.yaml" : "istio-system.yaml")
    try writer.write(Mesh.meshManifests())
    for index in 0..<mesh.namespaceCount {
      let namespace = mesh.namespace(at: index)
      switch layout {
      case .oneFile: break
      case .perNamespace: try writer.begin("\(namespace).yaml")
      case .perService:
        try writer.makeFolder(namespace)
        try writer.begin("\(namespace)/namespace.yaml")
      }
      try writer.write(Mesh.manifests(ofNamespace: namespace))
      for index in mesh.services(inNamespaceAt: index) {
        let service = mesh.service(at: index)
        if layout == .perService {
          try writer.begin("\(namespace)/\(service.address.name).yaml")
        }
        try writer.write(service.manifests())
      }
    }
    try writer.finish()
  }

  private static func fail(_ message: String) -> Never {
    var line = "corpus: \(message)\n"
    _ = line.withUTF8 { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    exit(2)
  }
}
