extension JSONSchema {
  /// `meshlint analyze -o istio-json`, whose form is Istio's (`pkg/config/analysis/diag/message.go`).
  static let istioMessages = JSONSchema(
    "istio-messages",
    #"""
    {
      "title": "The report of meshlint analyze -o istio-json, as istioctl analyze -o json prints it",
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["code", "documentationUrl", "level", "message", "reference"],
        "properties": {
          "code": {"type": "string", "pattern": "^IST[0-9]{4}$"},
          "documentationUrl": {"type": "string", "format": "uri"},
          "level": {"enum": ["Error", "Warning", "Info"]},
          "message": {"type": "string"},
          "origin": {"description": "Kind namespace/name; absent for a file", "type": "string"},
          "reference": {"description": "path:line, or the path alone for JSON files", "type": "string"}
        }
      }
    }
    """#)
}
