extension JSONSchema {
  /// `meshlint inspect -o json`, with or without `--requests`.
  static let inspection = JSONSchema(
    "inspection",
    #"""
    {
      "title": "The answer of meshlint inspect -o json",
      "type": "object",
      "additionalProperties": false,
      "required": ["rootNamespace", "trustDomain", "autoMTLS", "workloads", "rejected", "connections"],
      "properties": {
        "rootNamespace": {"type": "string"},
        "trustDomain": {"type": "string"},
        "autoMTLS": {"type": "boolean"},
        "linkerd": {
          "description": "How Linkerd is set up, where the input says anything of it; what stands beside is about Istio",
          "type": "object",
          "additionalProperties": false,
          "required": ["controlPlaneNamespace", "trustDomain", "clusterDomain", "defaultInboundPolicy"],
          "properties": {
            "controlPlaneNamespace": {"type": "string"},
            "trustDomain": {"type": "string"},
            "clusterDomain": {"type": "string"},
            "defaultInboundPolicy": {"$ref": "#/$defs/defaultPolicy"}
          }
        },
        "workloads": {"type": "array", "items": {"$ref": "#/$defs/workload"}},
        "rejected": {
          "description": "Resources that have no effect, because the API server or Istio refuses them",
          "type": "array",
          "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["kind", "namespace", "name", "reason"],
            "properties": {
              "kind": {"type": "string"},
              "namespace": {"type": ["string", "null"]},
              "name": {"type": "string"},
              "reason": {"type": "string"}
            }
          }
        },
        "connections": {"type": "array", "items": {"$ref": "#/$defs/connection"}},
        "verdicts": {
          "description": "With --requests: an answer to each request, in their order",
          "type": "array",
          "items": {"$ref": "#/$defs/verdict"}
        }
      },
      "$defs": {
        "port": {"type": "integer", "minimum": 0, "maximum": 65535},
        "mode": {"enum": ["DISABLE", "PERMISSIVE", "STRICT"]},
        "mesh": {
          "description": "The mesh whose proxy is meant; only where there may be one, and Linkerd in the input",
          "enum": ["istio", "linkerd"]
        },
        "defaultPolicy": {
          "enum": [
            "all-unauthenticated", "all-authenticated", "cluster-unauthenticated", "cluster-authenticated", "deny",
            "audit"
          ]
        },
        "keys": {
          "description": "Resources as namespace/name",
          "type": "array",
          "items": {"type": "string"}
        },
        "workload": {
          "type": "object",
          "additionalProperties": false,
          "required": [
            "kind", "namespace", "name", "serviceAccount", "proxy", "proxyReason", "mtls", "peerAuthentications",
            "authorizationPolicies", "services"
          ],
          "properties": {
            "kind": {"type": "string"},
            "namespace": {"type": ["string", "null"]},
            "name": {"type": "string"},
            "serviceAccount": {"type": "string"},
            "proxy": {"enum": ["sidecar", "ambient", "none", "unknown"]},
            "proxyReason": {"type": "string"},
            "mesh": {"$ref": "#/$defs/mesh"},
            "linkerd": {"$ref": "#/$defs/linkerdWorkload"},
            "mtls": {
              "description": "What the workload accepts by Istio's policies; null for workloads of Linkerd",
              "type": ["object", "null"],
              "additionalProperties": false,
              "required": ["mode", "ports"],
              "properties": {
                "mode": {"$ref": "#/$defs/mode"},
                "ports": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["port", "mode"],
                    "properties": {"port": {"$ref": "#/$defs/port"}, "mode": {"$ref": "#/$defs/mode"}}
                  }
                }
              }
            },
            "peerAuthentications": {"$ref": "#/$defs/keys"},
            "authorizationPolicies": {
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "ALLOW": {"$ref": "#/$defs/keys"},
                "DENY": {"$ref": "#/$defs/keys"},
                "AUDIT": {"$ref": "#/$defs/keys"},
                "CUSTOM": {"$ref": "#/$defs/keys"}
              }
            },
            "services": {"description": "Host names", "type": "array", "items": {"type": "string"}}
          }
        },
        "linkerdWorkload": {
          "description": "A workload with a proxy of Linkerd",
          "type": "object",
          "additionalProperties": false,
          "required": ["identity", "defaultInboundPolicy", "ports"],
          "properties": {
            "identity": {"description": "The name in the proxy's certificate", "type": "string"},
            "defaultInboundPolicy": {"$ref": "#/$defs/defaultPolicy"},
            "ports": {
              "type": "array",
              "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["port", "server", "protocol", "skipped", "routes", "admits"],
                "properties": {
                  "port": {"$ref": "#/$defs/port"},
                  "server": {"description": "The Server as namespace/name", "type": ["string", "null"]},
                  "protocol": {"description": "As proxyProtocol of a Server", "type": "string"},
                  "skipped": {"description": "Whether connections go past the proxy", "type": "boolean"},
                  "routes": {"$ref": "#/$defs/keys"},
                  "admits": {
                    "description": "Whom the proxy lets in, and what says so; empty for nobody",
                    "type": "array",
                    "items": {
                      "type": "object",
                      "additionalProperties": false,
                      "required": ["clients", "identities", "anyAddress", "by", "route"],
                      "properties": {
                        "clients": {"enum": ["anyone", "any-tls", "identities"]},
                        "identities": {"type": "array", "items": {"type": "string"}},
                        "anyAddress": {"type": "boolean"},
                        "by": {"description": "A resource as kind and namespace/name, or a policy", "type": "string"},
                        "route": {"description": "The only route, as namespace/name", "type": ["string", "null"]}
                      }
                    }
                  }
                }
              }
            }
          }
        },
        "connection": {
          "type": "object",
          "additionalProperties": false,
          "required": [
            "client", "host", "port", "subset", "destinationRule", "requestedTLS", "transport", "endpoints"
          ],
          "properties": {
            "client": {"description": "A workload as namespace/name", "type": "string"},
            "mesh": {"$ref": "#/$defs/mesh"},
            "host": {"type": "string"},
            "port": {"$ref": "#/$defs/port"},
            "subset": {"type": ["string", "null"]},
            "destinationRule": {"description": "As namespace/name", "type": ["string", "null"]},
            "requestedTLS": {"enum": ["DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL", null]},
            "transport": {
              "description": "What Linkerd's proxies send is auto-mtls",
              "enum": ["plaintext", "auto-mtls", "ISTIO_MUTUAL", "MUTUAL", "SIMPLE"]
            },
            "endpoints": {
              "type": "array",
              "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["workload", "port", "tls", "outcome"],
                "properties": {
                  "workload": {"description": "As namespace/name, or an address", "type": "string"},
                  "port": {"$ref": "#/$defs/port"},
                  "tls": {"enum": ["plaintext", "ISTIO_MUTUAL", "LINKERD_MUTUAL", "MUTUAL", "SIMPLE", "unknown"]},
                  "outcome": {"enum": ["mtls", "plaintext", "refused", "unknown"]}
                }
              }
            }
          }
        },
        "verdict": {
          "type": "object",
          "additionalProperties": false,
          "required": ["verdict", "reason", "policy", "rule"],
          "properties": {
            "verdict": {
              "enum": [
                "allow", "deny", "custom", "reject-tls", "reject-jwt", "reject-protocol", "no-proxy", "unknown"
              ]
            },
            "reason": {"type": "string"},
            "policy": {"description": "The one that decided, as namespace/name", "type": ["string", "null"]},
            "rule": {"description": "The rule of that policy, from 0", "type": ["integer", "null"], "minimum": 0}
          }
        }
      }
    }
    """#)
}
