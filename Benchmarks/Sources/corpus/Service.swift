/// A service of the mesh and the manifests that come with it.
struct Service {
  let address: ServiceAddress

  /// The services that may call this one.
  let callers: [ServiceAddress]

  /// The service that this one calls.
  let upstream: ServiceAddress

  /// Whether the service has a VirtualService.
  let isRouted: Bool

  /// Whether the DestinationRule is wrong: the host's namespace requires mutual TLS.
  let turnsMutualTLSOff: Bool

  /// What decides about details of the manifests.
  let random: SplitMix64

  /// Returns the service's resources as documents without separators.
  func manifests() -> [String] {
    var random = random
    var documents = [
      serviceAccount(), deployment(&random), service(), destinationRule(&random), authorizationPolicy(&random),
    ]
    if isRouted {
      documents.append(virtualService(&random))
    }
    return documents
  }

  private func serviceAccount() -> String {
    """
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: \(address.name)
      namespace: \(address.namespace)
      labels:
        app: \(address.name)

    """
  }

  private func deployment(_ random: inout SplitMix64) -> String {
    let version = "\(1 + random.number(below: 4)).\(random.number(below: 30)).\(random.number(below: 10))"
    let memory = random.pick([128, 192, 256, 512])
    let comment =
      random.chance(percent: 30)
      ? "# Owned by team \(address.namespace); ask in #\(address.namespace)-oncall before scaling down.\n" : ""
    let javaOptions =
      random.chance(percent: 40)
      ? """
                  - name: JAVA_TOOL_OPTIONS
                    value: "-XX:MaxRAMPercentage=\(random.pick([60, 70, 75])).0"

      """ : ""
    return """
      \(comment)apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: \(address.name)
        namespace: \(address.namespace)
        labels:
          app: \(address.name)
          app.kubernetes.io/part-of: \(address.namespace)
      spec:
        replicas: \(2 + random.number(below: 4))
        selector:
          matchLabels:
            app: \(address.name)
        template:
          metadata:
            labels:
              app: \(address.name)
              version: v1
          spec:
            serviceAccountName: \(address.name)
            containers:
              - name: \(address.role)
                image: registry.example.com/\(address.namespace)/\(address.role):\(version)
                securityContext:
                  allowPrivilegeEscalation: false
                  runAsNonRoot: true
                ports:
                  - name: http
                    containerPort: 8080
                env:
                  - name: LOG_LEVEL
                    value: \(random.pick(["info", "warn", "debug"]))
                  - name: UPSTREAM_URL
                    value: http://\(upstream.host)
      \(javaOptions)          resources:
                  requests:
                    cpu: \(random.pick(["50m", "100m", "250m"]))
                    memory: \(memory)Mi
                  limits:
                    memory: \(memory * 2)Mi
                readinessProbe:
                  httpGet:
                    path: /ready
                    port: 8080
                  periodSeconds: \(random.pick([5, 10, 15]))
                livenessProbe:
                  httpGet:
                    path: /healthz
                    port: 8080
                  initialDelaySeconds: \(random.pick([10, 20, 30]))

      """
  }

  private func service() -> String {
    """
    apiVersion: v1
    kind: Service
    metadata:
      name: \(address.name)
      namespace: \(address.namespace)
      labels:
        app: \(address.name)
    spec:
      selector:
        app: \(address.name)
      ports:
        - name: http
          port: 80
          targetPort: 8080

    """
  }

  private func destinationRule(_ random: inout SplitMix64) -> String {
    let tls =
      if turnsMutualTLSOff {
        """
            # Plaintext until the sidecars are rolled out everywhere.
            tls:
              mode: DISABLE

        """
      } else if random.chance(percent: 60) {
        """
            tls:
              mode: ISTIO_MUTUAL

        """
      } else {
        ""
      }
    return """
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata:
        name: \(address.name)
        namespace: \(address.namespace)
      spec:
        host: \(address.host)
        trafficPolicy:
      \(tls)    connectionPool:
            tcp:
              maxConnections: \(random.pick([50, 100, 200, 500]))
            http:
              http1MaxPendingRequests: \(random.pick([32, 64, 128]))

      """
  }

  private func authorizationPolicy(_ random: inout SplitMix64) -> String {
    let principals = callers.map { "              - \($0.principal)\n" }.joined()
    let methods = random.pick([["GET"], ["GET", "POST"], ["GET", "POST", "PUT", "DELETE"]])
      .map { "              - \($0)\n" }.joined()
    let comment = random.chance(percent: 20) ? "    # Callers as agreed in the yearly access review.\n" : ""
    return """
      apiVersion: security.istio.io/v1
      kind: AuthorizationPolicy
      metadata:
        name: \(address.name)
        namespace: \(address.namespace)
      spec:
        selector:
          matchLabels:
            app: \(address.name)
        action: ALLOW
        rules:
      \(comment)    - from:
              - source:
                  principals:
      \(principals)      to:
              - operation:
                  methods:
      \(methods)            paths:
                    - /api/v1/\(address.role)/*

      """
  }

  private func virtualService(_ random: inout SplitMix64) -> String {
    let retries =
      random.chance(percent: 50)
      ? """
            retries:
              attempts: \(2 + random.number(below: 2))
              perTryTimeout: 2s
              retryOn: connect-failure,refused-stream,503

      """ : ""
    return """
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata:
        name: \(address.name)
        namespace: \(address.namespace)
      spec:
        hosts:
          - \(address.host)
        http:
          - match:
              - uri:
                  prefix: /api/v1/\(address.role)/export
            # Exports are slow.
            timeout: \(random.pick([30, 60, 120]))s
            route:
              - destination:
                  host: \(address.host)
                  port:
                    number: 80
          - timeout: 10s
      \(retries)      route:
              - destination:
                  host: \(address.host)
                  port:
                    number: 80

      """
  }
}
