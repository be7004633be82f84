extension JSONSchema {
  /// `meshlint config show --format json`.
  static let settings = JSONSchema(
    "settings",
    #"""
    {
      "title": "The settings of meshlint config show --format json",
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["name", "value", "source", "place"],
        "properties": {
          "name": {"type": "string", "description": "The keys that lead to it, such as output.fail-on."},
          "value": {"type": "array", "items": {"type": "string"}, "description": "One item, or those of a list."},
          "source": {"enum": ["file", "flag", "default"]},
          "place": {"type": "string", "description": "FILE:LINE:COLUMN, or the flag; empty for a default."}
        }
      }
    }
    """#)
}
