/// The URL that names the JSON Schema of something that this program writes or reads. The only place that knows where
/// the schemas are published.
///
/// `version`: Counts the changes that break readers or files.
package func schemaURL(_ name: String, version: Int = 1) -> String {
  "https://meshlint.dev/schema/\(name)-v\(version).json"
}
