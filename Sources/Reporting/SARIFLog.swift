/// What this program writes of SARIF 2.1.0, each part under its name there.
struct SARIFLog: Encodable {
  enum CodingKeys: String, CodingKey {
    case schema = "$schema"
    case version, runs
  }

  var schema = "https://json.schemastore.org/sarif-2.1.0.json"
  var version = "2.1.0"
  var runs: [Run]

  struct Run: Encodable {
    var tool: Tool
    var automationDetails: AutomationDetails
    var columnKind = "utf16CodeUnits"
    var originalUriBaseIds: [String: ArtifactLocation]
    var invocations: [Invocation]
    var results: [Result]
  }

  struct Tool: Encodable {
    var driver: Driver
  }

  struct Driver: Encodable {
    var name = "meshlint"
    var semanticVersion: String
    var informationUri: String
    var rules: [Rule]
  }

  struct AutomationDetails: Encodable {
    var id: String
  }

  struct Message: Encodable, Equatable {
    var text: String
    var markdown: String?
  }

  struct Rule: Encodable {
    struct Configuration: Encodable {
      var level: String
    }

    struct Properties: Encodable {
      enum CodingKeys: String, CodingKey {
        case code, precision, tags
        case securitySeverity = "security-severity"
        case problemSeverity = "problem.severity"
      }

      var code: String
      var precision: String
      var tags: [String]
      /// With it, GitHub takes what the rule finds for a security alert.
      var securitySeverity: String?
      /// For other rules.
      var problemSeverity: String?
    }

    var id: String
    var name: String
    var shortDescription: Message
    var fullDescription: Message
    var help: Message
    var helpUri: String
    var defaultConfiguration: Configuration
    var properties: Properties
  }

  struct Invocation: Encodable {
    var executionSuccessful: Bool
    var workingDirectory: ArtifactLocation
    var toolExecutionNotifications: [Notification]
  }

  struct Notification: Encodable {
    var level: String
    var message: Message
    var locations: [Location]?
    var associatedRule: RuleReference?
  }

  struct RuleReference: Encodable {
    var id: String
    var index: Int
  }

  struct ArtifactLocation: Encodable, Equatable {
    var uri: String
    var uriBaseId: String?
  }

  struct Region: Encodable, Equatable {
    var startLine, startColumn, endLine, endColumn: Int
  }

  struct Location: Encodable, Equatable {
    struct Physical: Encodable, Equatable {
      var artifactLocation: ArtifactLocation
      var region: Region
    }

    struct Logical: Encodable, Equatable {
      var fullyQualifiedName: String
      var kind = "resource"
    }

    /// What a link in a message names.
    var id: Int?
    var message: Message?
    var physicalLocation: Physical
    var logicalLocations: [Logical]?
  }

  struct Suppression: Encodable, Equatable {
    var kind: String
    var justification: String?
    var location: Location?
  }

  struct Result: Encodable {
    struct Properties: Encodable {
      var confidence: String
    }

    var ruleId: String
    var ruleIndex: Int
    var level: String
    var message: Message
    var locations: [Location]
    var relatedLocations: [Location]?
    var partialFingerprints: [String: String]
    var suppressions: [Suppression]?
    var properties: Properties
  }
}
