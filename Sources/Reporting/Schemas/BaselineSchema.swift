extension JSONSchema {
  /// `.meshlint-baseline.json`.
  static let baseline = JSONSchema(
    "baseline",
    """
    {
      "title": "Baseline of meshlint",
      "description": "Findings that a team lives with for now: .meshlint-baseline.json.",
      "type": "object",
      "required": ["version", "findings"],
      "additionalProperties": false,
      "properties": {
        "schema": {"type": "string", "description": "The identifier of this schema."},
        "version": {"const": 1},
        "includeErrors": {
          "type": "boolean",
          "description": "Whether errors of rules about security may be accepted too. Set by --include-errors."
        },
        "findings": {
          "type": "array",
          "description": "The entries, sorted. The last is empty, so that every other line ends in a comma.",
          "items": {"anyOf": [{"$ref": "#/$defs/entry"}, {"type": "object", "maxProperties": 0}]}
        }
      },
      "$defs": {
        "entry": {
          "type": "object",
          "description": "Findings of one rule at one place of one object.",
          "required": ["rule", "object", "path", "count"],
          "additionalProperties": false,
          "properties": {
            "rule": {"type": "string", "description": "The name of the rule."},
            "mesh": {"type": "string", "description": "The mesh of the configuration; left out where it names none."},
            "object": {
              "type": "string",
              "description": "GROUP/Kind namespace/name, without the group where it is the core's; empty for a file."
            },
            "path": {"type": "string", "description": "The place in the manifest, such as spec.servers[https].tls.mode."},
            "count": {"type": "integer", "minimum": 1, "description": "How many such findings are accepted."},
            "fingerprint": {
              "type": "string",
              "pattern": "^[0-9a-f]{16}$",
              "description": "The fingerprint that reports give the first of them. Other values have another."
            }
          }
        }
      }
    }
    """)
}
