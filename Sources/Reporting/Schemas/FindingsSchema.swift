extension JSONSchema {
  /// `meshlint analyze -o json`.
  static let findings = JSONSchema(
    "findings",
    #"""
    {
      "title": "The report of meshlint analyze -o json",
      "type": "object",
      "additionalProperties": false,
      "required": ["schema", "tool", "meshes", "summary", "findings", "incomplete", "notes"],
      "properties": {
        "schema": {"type": "string", "format": "uri", "description": "The URL of this schema"},
        "tool": {
          "type": "object",
          "additionalProperties": false,
          "required": ["name", "version"],
          "properties": {"name": {"const": "meshlint"}, "version": {"type": "string"}}
        },
        "meshes": {
          "description": "The meshes that the configuration names; empty where it names none",
          "type": "array",
          "items": {"type": "string"}
        },
        "summary": {"$ref": "#/$defs/summary"},
        "findings": {"type": "array", "items": {"$ref": "#/$defs/finding"}},
        "suppressed": {
          "description": "With --show-suppressed: what somebody asked to leave out",
          "type": "array",
          "items": {"$ref": "#/$defs/finding", "required": ["suppression"]}
        },
        "incomplete": {
          "description": "What rules could not judge, because the input does not tell enough",
          "type": "array",
          "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["rule", "code", "needs", "count"],
            "properties": {
              "rule": {"type": "string"},
              "code": {"$ref": "#/$defs/code"},
              "needs": {"type": "string"},
              "count": {"$ref": "#/$defs/count"}
            }
          }
        },
        "notes": {
          "description": "What the reader must know about the run itself, a sentence each",
          "type": "array",
          "items": {"type": "string"}
        }
      },
      "$defs": {
        "count": {"type": "integer", "minimum": 0},
        "code": {"type": "string", "pattern": "^(IST|MSH)[0-9]{4}$"},
        "summary": {
          "type": "object",
          "additionalProperties": false,
          "required": [
            "files", "resources", "otherKinds", "otherDocuments", "templates", "unreadable", "rules", "suppressed",
            "baselined", "findings"
          ],
          "properties": {
            "files": {"$ref": "#/$defs/count"},
            "resources": {"$ref": "#/$defs/count"},
            "otherKinds": {"description": "Resources of kinds that no rule looks at", "$ref": "#/$defs/count"},
            "otherDocuments": {"description": "Documents that are no manifests", "$ref": "#/$defs/count"},
            "templates": {"description": "Templates that were skipped", "$ref": "#/$defs/count"},
            "unreadable": {"description": "Files that could not be read in full", "$ref": "#/$defs/count"},
            "rules": {"description": "Rules that ran", "$ref": "#/$defs/count"},
            "suppressed": {"description": "Findings that somebody asked to leave out", "$ref": "#/$defs/count"},
            "baselined": {"description": "Findings that the baseline accepts", "$ref": "#/$defs/count"},
            "findings": {
              "type": "object",
              "additionalProperties": false,
              "required": ["error", "warning", "info"],
              "properties": {
                "error": {"$ref": "#/$defs/count"},
                "warning": {"$ref": "#/$defs/count"},
                "info": {"$ref": "#/$defs/count"}
              }
            }
          }
        },
        "finding": {
          "type": "object",
          "additionalProperties": false,
          "required": [
            "code", "rule", "severity", "confidence", "message", "help", "url", "object", "location", "related"
          ],
          "properties": {
            "code": {"$ref": "#/$defs/code"},
            "rule": {"description": "The name of the rule", "type": "string"},
            "severity": {"enum": ["error", "warning", "info"]},
            "confidence": {"enum": ["high", "medium", "low"]},
            "message": {"type": "string"},
            "help": {"description": "What to do", "type": ["string", "null"]},
            "url": {"description": "The page of the rule", "type": "string", "format": "uri"},
            "mesh": {"description": "Absent where the configuration names no meshes", "type": "string"},
            "object": {
              "description": "Null for a finding about a file",
              "anyOf": [{"$ref": "#/$defs/object"}, {"type": "null"}]
            },
            "location": {"$ref": "#/$defs/location"},
            "anchor": {
              "description": "The one of the finding's places that the change touched",
              "$ref": "#/$defs/location"
            },
            "origin": {"$ref": "#/$defs/origin"},
            "yamlPath": {"description": "Where in its manifest the finding stands", "type": "string"},
            "related": {
              "type": "array",
              "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["message", "location"],
                "properties": {"message": {"type": "string"}, "location": {"$ref": "#/$defs/location"}}
              }
            },
            "fingerprint": {
              "description": "The same for the same finding in other runs, wherever its lines and files went",
              "type": "string",
              "pattern": "^[0-9a-f]{16}$"
            },
            "suppression": {
              "description": "Only for what is left out",
              "type": "object",
              "additionalProperties": false,
              "required": ["by"],
              "properties": {
                "by": {"enum": ["comment", "annotation", "configuration", "command line"]},
                "reason": {"type": "string"},
                "until": {"description": "The last day on which it holds", "type": "string"},
                "location": {"description": "Where it is written; absent for the command line", "$ref": "#/$defs/location"}
              }
            }
          }
        },
        "object": {
          "type": "object",
          "additionalProperties": false,
          "required": ["apiVersion", "kind", "namespace", "name"],
          "properties": {
            "apiVersion": {"type": "string"},
            "kind": {"type": "string"},
            "namespace": {"type": ["string", "null"]},
            "name": {"type": "string"}
          }
        },
        "origin": {
          "description": "The file from which Helm or Kustomize rendered the object",
          "type": "object",
          "additionalProperties": false,
          "required": ["path"],
          "properties": {
            "path": {"type": "string"},
            "line": {"type": "integer", "minimum": 1},
            "column": {"type": "integer", "minimum": 1}
          }
        },
        "location": {
          "description": "Lines and columns count from 1, columns in Unicode scalars; the end is exclusive. Offsets count the bytes before, in the text without byte-order mark",
          "type": "object",
          "additionalProperties": false,
          "required": ["path", "startLine", "startColumn", "endLine", "endColumn"],
          "properties": {
            "path": {"type": "string"},
            "startLine": {"type": "integer", "minimum": 1},
            "startColumn": {"type": "integer", "minimum": 1},
            "endLine": {"type": "integer", "minimum": 1},
            "endColumn": {"type": "integer", "minimum": 1},
            "startOffset": {"$ref": "#/$defs/count"},
            "endOffset": {"$ref": "#/$defs/count"}
          }
        }
      }
    }
    """#)
}
