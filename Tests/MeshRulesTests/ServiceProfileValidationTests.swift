import Testing

/// The table of `pkg/profiles/profiles.go`.
@Suite struct `The validation of ServiceProfiles` {
  @Test func `says what the webhook says of ServiceProfiles`() async throws {
    func route(_ condition: String, _ more: String = "") -> String {
      "routes: [{name: a, condition: {\(condition)}\(more)}]"
    }
    func responses(_ condition: String) -> String {
      route("method: GET", ", responseClasses: [{condition: {\(condition)}}]")
    }
    func budget(_ ratio: String, _ count: Int, _ ttl: String) -> String {
      "retryBudget: {retryRatio: \(ratio), minRetriesPerSecond: \(count), ttl: '\(ttl)'}"
    }
    let (request, response) = (
      "it has a route with an invalid condition: A request match must have a field set",
      "it has a response class with an invalid condition: "
    )
    let check = "profiles.go Validate"
    try await LinkerdWebhookTexts(apiVersion: "linkerd.io/v1alpha2", kind: "ServiceProfile").check([
      (check, route("method: GET, pathRegex: /a", ", timeout: 1m30s"), []),
      (check, "routes: [{name: '', condition: {method: GET}}]", ["it has a route with no name"]),
      (
        check, route("method: GET", ", timeout: '30'"),
        [#"it has a route with an invalid timeout: time: invalid duration "30""#]
      ),
      ("ValidateRequestMatch", route(""), [request]),
      ("ValidateRequestMatch", route("method: ''"), [request]),
      ("ValidateRequestMatch", route("all: []"), []),
      ("ValidateRequestMatch", route("all: [{any: [{pathRegex: a}]}, {not: {method: PUT}}]"), []),
      ("ValidateRequestMatch", route("all: [{any: [{}]}]"), [request]),
      ("ValidateRequestMatch", route("all: [{path: /a}]"), [#"json: unknown field "path""#, request]),
      (
        "types.go RequestMatch", route("not: [{method: GET}]"),
        ["json: cannot unmarshal array into Go struct field RequestMatch.not of type v1alpha2.RequestMatch"]
      ),
      ("ValidateResponseMatch", responses("status: {min: 500, max: 599}"), []),
      ("ValidateResponseMatch", responses("not: {status: {min: 200}}"), []),
      ("ValidateResponseMatch", responses(""), ["\(response)A response match must have a field set"]),
      (
        "ValidateResponseMatch", responses("status: {min: 99}"),
        ["\(response)Range minimum must be between 100 and 599, inclusive"]
      ),
      (
        "ValidateResponseMatch", responses("any: [{status: {max: 600}}]"),
        ["\(response)Range maximum must be between 100 and 599, inclusive"]
      ),
      (
        "ValidateResponseMatch", responses("status: {min: 500, max: 499}"),
        ["\(response)Range maximum cannot be smaller than minimum"]
      ),
      (check, budget("0.2", 10, "10s"), []),
      (check, budget("-0.5", 10, "10s"), ["RetryBudget RetryRatio must be non-negative: -0.500000"]),
      (check, budget("0.2", 10, ""), ["RetryBudget missing TTL field"]),
      (check, budget("0.2", 10, "10"), [#"RetryBudget: time: invalid duration "10""#]),
      (
        "types.go RetryBudget", budget("0.2", -1, "10s"),
        [
          "json: cannot unmarshal number -1 into Go struct field RetryBudget.spec.retryBudget.minRetriesPerSecond "
            + "of type uint32"
        ]
      ),
      (
        "types.go ServiceProfileSpec", "opaquePorts: ['80']",
        [
          "json: cannot unmarshal array into Go struct field ServiceProfileSpec.spec.opaquePorts of type "
            + "map[uint32]struct {}"
        ]
      ),
    ])
  }
}
