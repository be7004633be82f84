extension JSONSchema {
  /// `meshlint rules --format json`.
  static let rules = JSONSchema(
    "rules",
    #"""
    {
      "title": "The list of meshlint rules --format json",
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "code", "name", "title", "severity", "confidence", "summary", "url", "since", "needs", "tags", "isOnByDefault"
        ],
        "properties": {
          "code": {"type": "string", "pattern": "^(IST|MSH)[0-9]{4}$"},
          "name": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
          "title": {"type": "string"},
          "severity": {"enum": ["error", "warning", "info"]},
          "confidence": {"enum": ["high", "medium", "low"]},
          "summary": {"type": "string"},
          "url": {"type": "string", "format": "uri"},
          "since": {"description": "The release that brought the rule", "type": "string"},
          "needs": {
            "description": "How much the rule has to know before it can judge",
            "type": "array",
            "items": {"enum": ["object", "namespace", "mesh", "meshConfig", "injection"]}
          },
          "tags": {"type": "array", "items": {"type": "string"}},
          "isOnByDefault": {"type": "boolean"}
        }
      }
    }
    """#)
}
