import StructuralSchema
import YAMLTree

extension Schemas {
  /// The issues of an object, where an unknown field is one that another version of its kind has, with that version.
  ///
  /// Compares the object with each version of its kind once more, and only where a field is unknown.
  func namingVersions(in issues: [SchemaIssue], of root: YAMLNode, _ reference: KindReference) -> [SchemaIssue] {
    let unknown = Set(issues.compactMap(\.unknownField?.place))
    guard !unknown.isEmpty, defined?.answer(reference) == nil else { return issues }
    let others = otherVersions(of: reference).map { apiVersion, schema in
      var checker = SchemaChecker(schema, effort: 0)
      checker.check(root)
      return (apiVersion, unknown: Set(checker.issues.compactMap(\.unknownField?.place)))
    }
    // Of a version that lacks more than this one, it is not known how far it was compared.
    let closer = others.filter { $0.unknown.isSubset(of: unknown) }
    return issues.map { issue in
      guard let (written, place) = issue.unknownField, written.hint == nil,
        written.suggestion?.lowercased() != written.name.lowercased(),
        let apiVersion = closer.first(where: { !$0.unknown.contains(place) })?.0
      else { return issue }
      var field = written
      (field.hint, field.suggestion) = (.otherVersion(apiVersion), nil)
      return SchemaIssue(problem: .unknownField(field), node: issue.node)
    }
  }

  /// The API versions of a kind with other fields, the newest first, each with the schema of its objects.
  private func otherVersions(of reference: KindReference) -> [(String, Schema)] {
    let table = Self.table(of: reference.group)
    return table.kinds(in: reference.group).compactMap { kind in
      let versions = kind.apiVersions(version)
      guard kind.name == reference.kind, let newest = versions.first,
        !versions.contains(where: { $0 == reference.version })
      else { return nil }
      let apiVersion = reference.group.isEmpty ? newest : "\(reference.group)/\(newest)"
      return (apiVersion, table.schema(of: kind, version: version))
    }
  }
}

extension SchemaIssue {
  /// The field that is unknown, and where; nil for another issue.
  fileprivate var unknownField: (field: SchemaProblem.UnknownField, place: Int)? {
    if case .unknownField(let field) = problem { (field, node.index) } else { nil }
  }
}
