// What Istio says of HTTP routes.
extension `The validation of VirtualServices` {
  static let routes: [Case] = [
    (http("match: [{port: 80}]"), ["HTTP route, redirect or direct_response is required"]),
    (http("redirect: {uri: /x}, \(to)"), ["HTTP route cannot contain both route and redirect"]),
    (
      http("redirect: {uri: /x}, fault: {delay: {}}, rewrite: {uri: /}, directResponse: {status: 200}"),
      [
        "HTTP route cannot contain both fault and redirect", "HTTP route rule cannot contain both rewrite and redirect",
        "HTTP route rule cannot contain both direct_response and redirect",
      ]
    ),
    (
      http("directResponse: {status: 200}, fault: {delay: {}}, rewrite: {uri: /}, \(to)"),
      [
        "HTTP route cannot contain both route and direct_response",
        "HTTP route cannot contain both fault and direct_response",
        "HTTP route rule cannot contain both rewrite and direct_response",
      ]
    ),
    (
      cart("mirror: {host: web}, mirrors: [{destination: {host: web}}]"),
      ["HTTP route cannot contain both mirror and mirrors"]
    ),
    (
      http("name: all, delegate: {name: x}, redirect: {uri: /x}, \(to)"),
      ["root HTTP route all must not specify redirect", "root HTTP route all must not specify route"]
    ),
    (http("delegate: {name: x}"), []),
    ("http: [{delegate: {name: x}, \(to)}]", ["delegate HTTP route cannot contain delegate"]),
    (http("route: [{weight: 1}]"), ["destination is required"]),
    (http("route: [{destination: {}}]"), ["empty domain name not allowed"]),
    (http("route: [{destination: {host: '*'}}]"), ["invalid destination host *"]),
    (http("route: [{destination: {host: cart, subset: V_1}}]"), ["subset name is invalid: V_1"]),
    (
      http("route: [{destination: {host: cart, port: {}}}]"), ["port number 0 must be in the range 1..65535"]
    ),
    (http("route: [{destination: {host: cart}, weight: -1}]"), ["weight -1 < 0"]),
    (
      http("route: [{destination: {host: cart}}, {destination: {host: web}}]"), ["total destination weight = 0"]
    ),
    (http("route: [{destination: {host: cart}, weight: 0}]"), []),
    (cart("timeout: 0s"), ["duration must be greater than 1ms"]),
    (cart("timeout: 1.5ms"), ["only durations to ms precision are supported"]),
    (cart("timeout: 0.067s"), []),
    (cart("mirrors: [{}]"), ["destination is required for mirrors"]),
    (
      cart("mirrors: [{destination: {host: web}, percentage: {value: 100.5}}]"),
      ["mirror percentage must have a max value of 100 (it has 100.500000)"]
    ),
    (
      cart("mirrors: [{destination: {host: web}, percentage: {value: -1}}]"),
      ["mirror percentage must have a min value of 0 (it has -1.000000)"]
    ),
    (
      cart("mirror: {host: web}, mirrorPercent: 101"),
      [
        "mirror_percent must have a max value of 100 (it has 101)",
        "warning: using deprecated setting \"mirrorPercent\", use \"mirrorPercentage\" instead",
      ]
    ),
    (
      cart("mirror: {host: '*'}, mirrorPercentage: {value: 150}"),
      ["invalid destination host *", "mirror_percentage must have a max value of 100 (it has 150.000000)"]
    ),
  ]

  static let headers: [Case] =
    [
      (cart("headers: {request: {set: {host: a, x: y}, add: {x: y}, remove: [x]}}"), []),
      (cart("headers: {request: {set: {'': a}}}"), ["header name cannot be empty"]),
      (cart("headers: {request: {add: {':path': a}}}"), ["invalid header \":path\": header cannot have \":\" prefix"]),
      (cart("headers: {request: {remove: [Host]}}"), ["invalid header \"Host\": cannot set Host header"]),
      (
        cart("headers: {response: {set: {':authority': a}}}"),
        ["invalid header \":authority\": header cannot have \":\" prefix"]
      ),
      (cart("headers: {response: {add: {host: a}}}"), ["invalid header \"host\": cannot set Host header"]),
      (
        http("route: [{destination: {host: cart}, headers: {response: {remove: [':x']}}}]"),
        ["invalid header \":x\": header cannot have \":\" prefix"]
      ),
      (cart("headers: {request: {set: {x: \"a\\ab\"}}}"), ["header value configuration a\u{7}b is invalid"]),
      (cart("headers: {request: {set: {x: \"a\\tb 100%% %HOSTNAME% %REQ(a)% %X([\\\"a\\\", \\\"b\\\"])%\"}}}"), []),
    ]
    + [
      ("a%", "Un-escaped %"), ("%A", "Un-terminated variable expression '%A'"),
      ("%A(b)c%", "Expecting '%' or whitespace after"),
      ("%A([b])%", "Expecting '\"'"), ("%A([\\\"b\\\"c])%", "Expecting ',', ']', or whitespace"),
      ("%A([\\\"b\\\"]c)%", "Expecting ')' or whitespace after '{}', but found '{}'"),
      ("%A(b\\\\", "Un-terminated backslash in JSON string"),
    ].map { value, problem in
      (
        cart("headers: {request: {set: {x: \"\(value)\"}}}"),
        ["header value configuration: invalid header configuration. \(problem)"]
      )
    } + [
      (
        cart("rewrite: {authority: a}, headers: {request: {set: {':authority': b}}}"),
        ["authority header cannot be set multiple times: have \"a\", attempting to set \"b\""]
      ),
      (
        cart("headers: {request: {add: {Host: b}, set: {host: a}}}"),
        ["authority header cannot be set multiple times: have \"a\", attempting to set \"b\""]
      ),
    ]

  static let answers: [Case] = [
    (http("redirect: {}"), ["redirect must specify URI, authority, scheme, or port"]),
    (http("redirect: {derivePort: FROM_REQUEST_PORT}"), []),
    (http("redirect: {uri: /x, redirectCode: 200, scheme: ftp}"), ["200 is not a valid redirect code, must be 3xx"]),
    (http("redirect: {scheme: ftp}"), ["invalid redirect scheme, must be \"http\" or \"https\""]),
    (http("redirect: {port: 70000}"), ["port number 70000 must be in the range 1..65535"]),
    (
      cart("rewrite: {}"),
      [
        "rewrite must specify at least one of URI, UriRegexRewrite, or authority. Only one of URI or UriRegexRewrite "
          + "may be specified"
      ]
    ),
    (
      cart("rewrite: {uri: /x, uriRegexRewrite: {match: a, rewrite: b}}"),
      ["rewrite may only contain one of URI or UriRegexRewrite"]
    ),
    (
      cart("rewrite: {uriRegexRewrite: {match: a}}"),
      ["UriRegexRewrite has errors\nUriRegexRewrite requires both Rewrite and Match fields to be specified"]
    ),
    (
      cart("rewrite: {uriRegexRewrite: {match: '*', rewrite: b}}"),
      [
        "UriRegexRewrite has errors\n\"HTTPRewrite.UriRegexRewrite.Match\": error parsing regexp: missing argument to "
          + "repetition operator: `*`; Istio uses RE2 style regex-based match (https://github.com/google/re2/wiki/Syntax)"
      ]
    ),
    (http("directResponse: {status: 199}"), ["HTTP status 199 is not in range 200-599"]),
    (http("directResponse: {}"), ["HTTP status 0 is not in range 200-599"]),
    (http("directResponse: {status: 600}"), []),
    (
      http("directResponse: {status: 200, body: {string: \(String(repeating: "a", count: 102_401))}}"),
      ["warning: large direct_responses may impact control plane performance"]
    ),
    (http("directResponse: {status: 200, body: {bytes: \(String(repeating: "a", count: 102_404))}}"), []),
    (
      http("directResponse: {status: 200, body: {string: \(String(repeating: "a", count: 1_048_577))}}"),
      ["large direct_responses may impact control plane performance, must be less than 1MB"]
    ),
  ]

  static let policies: [Case] = [
    (cart("retries: {attempts: -1}"), ["attempts cannot be negative"]),
    (
      cart("retries: {perTryTimeout: 1s}"), ["http retry policy configured when attempts are set to 0 (disabled)"]
    ),
    (cart("retries: {attempts: 0}"), []),
    (
      cart("retries: {attempts: 1, perTryTimeout: 0s, backoff: 0s}"),
      ["duration must be greater than 1ms", "duration must be greater than 1ms"]
    ),
    (cart("retries: {attempts: 1, retryOn: '5xx,reset,503'}"), []),
    (
      cart("retries: {attempts: 1, retryOn: '5xx, reset,306'}"),
      ["\" reset\" is not a valid retryOn policy", "\"306\" is not a valid retryOn policy"]
    ),
    (cart("fault: {}"), ["HTTP fault injection must have an abort and/or a delay"]),
    // Istio loses its warning that the abort says nothing of the error.
    (cart("fault: {abort: {}}"), []),
    (cart("fault: {abort: {httpStatus: 99}}"), ["HTTP status 99 is not in range 200-599"]),
    (cart("fault: {abort: {http2Error: x}}"), ["HTTP/2 abort fault injection not supported yet"]),
    (
      cart("fault: {abort: {grpcStatus: not_found}}"),
      [
        "gRPC status \"not_found\" is not supported. See https://github.com/grpc/grpc/blob/master/doc/statuscodes.md for "
          + "a list of supported codes, for example 'NOT_FOUND'"
      ]
    ),
    (
      cart("fault: {abort: {httpStatus: 500, percentage: {value: 100.5}}, delay: {percentage: {value: 0.00001}}}"),
      [
        "percentage 100.5 is neither 0.0, nor in range [0.0001, 100.0]",
        "percentage 1e-05 is neither 0.0, nor in range [0.0001, 100.0]",
      ]
    ),
    (
      cart("fault: {delay: {percentage: {value: -1}}}"),
      [
        "percentage -1 is neither 0.0, nor in range [0.0001, 100.0]"
      ]
    ),
    (cart("fault: {delay: {fixedDelay: 0s}}"), ["duration must be greater than 1ms"]),
    (cart("fault: {delay: {exponentialDelay: 1s}}"), ["exponentialDelay not supported yet"]),
    (
      cart("corsPolicy: {allowOrigins: [{exact: ''}, {}, {regex: '('}]}"),
      [
        "'' is not a valid match type for CORS allow origins", "'' is not a valid match type for CORS allow origins",
        "\"corsPolicy.allowOrigins\": error parsing regexp: missing closing ): `(`; Istio uses RE2 style regex-based "
          + "match (https://github.com/google/re2/wiki/Syntax)",
      ]
    ),
    (cart("corsPolicy: {allowMethods: [GET, '*', get]}"), ["\"get\" is not a supported HTTP method"]),
    (
      cart("corsPolicy: {allowHeaders: ['*', ''], exposeHeaders: ['a:b']}"),
      ["header name cannot be empty", "header name a:b is not a valid header name"]
    ),
    (cart("corsPolicy: {maxAge: 1.5s}"), ["max_age duration is accurate only to seconds precision"]),
  ]
}
