import MeshModel

/// Workloads with the same values of some labels and annotations have the same number.
struct PodClasses {
  private let workloads: [Workload]
  private var known: [[PodKey]: [Int]] = [:]

  init(_ workloads: [Workload]) { self.workloads = workloads }

  /// One for each workload.
  mutating func numbers(for keys: [PodKey]) -> [Int] {
    if let numbers = known[keys] { return numbers }
    var classes: [[String?]: Int] = [:]
    let numbers = workloads.map { workload in
      let values = keys.map { key in
        (key.isAnnotation ? workload.podAnnotations : workload.podLabels)[key.name]?.value
      }
      let number = classes[values] ?? classes.count
      classes[values] = number
      return number
    }
    known[keys] = numbers
    return numbers
  }
}
