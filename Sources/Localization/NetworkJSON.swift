import Foundation

extension CompiledNetwork {
  /// The network in a form that other programs read: schema `sciatic.network/1`.
  ///
  /// Per state `log_weights`, where null stands for −∞; `log_count_scale` for 0…3 sites, or `independent` with the
  /// same scale for any number; factors without `upper` where it is 1 throughout, and without `lower` where there is no
  /// second product.
  ///
  /// - Parameter names: an id per site.
  public func json(names: [String]) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(NetworkDocument(self, names: names))
  }

  /// Reads what ``json(names:)`` wrote.
  ///
  /// - Throws: `DecodingError` where the text is something else.
  public init(json: Data) throws {
    let document = try JSONDecoder().decode(NetworkDocument.self, from: json)
    if let fault = document.fault {
      throw DecodingError.dataCorrupted(DecodingError.Context(codingPath: [], debugDescription: fault))
    }
    self = document.network
  }
}

private struct NetworkDocument: Codable {
  struct Site: Codable {
    var id: String
    /// First state and the one after the last.
    var states: [Int]
  }
  struct Entry: Codable {
    var label: String
    var upper: [Double]?
    var lower: [Double]?
    var upper_leak: Double
    var lower_leak: Double
  }

  var schema = "sciatic.network/1"
  var sites: [Site]
  var log_weights: [Double?]
  var log_count_scale: [Double?]
  var independent: Bool
  var affinity: [[Double]]
  var factors: [Entry]

  init(_ network: CompiledNetwork, names: [String]) {
    func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
    sites = zip(names, network.sites).map { Site(id: $0, states: [$1.lowerBound, $1.upperBound]) }
    log_weights = network.logWeights.map(finite)
    if case .independent = network.countPrior { independent = true } else { independent = false }
    log_count_scale = (0...3).map { finite(network.countPrior.log($0)) }
    affinity = network.affinities.map { [Double($0.first), Double($0.second), $0.factor] }
    factors = network.factors.map {
      Entry(
        label: $0.label, upper: $0.isPlain ? nil : $0.upper, lower: $0.lower, upper_leak: $0.upperLeak,
        lower_leak: $0.lowerLeak)
    }
  }

  /// What is wrong with the numbers; nil where nothing is.
  var fault: String? {
    let count = log_weights.count
    if schema != "sciatic.network/1" { return "schema '\(schema)' is not sciatic.network/1" }
    if log_count_scale.count != 4 { return "log_count_scale needs four values" }
    var next = 0
    for site in sites {
      guard site.states.count == 2, site.states[0] == next, site.states[1] >= next else {
        return "\(site.id): states do not follow those of the site before"
      }
      next = site.states[1]
    }
    if next != count { return "the sites have \(next) states, log_weights \(count)" }
    for factor in factors {
      for values in [factor.upper, factor.lower].compactMap({ $0 })
      where values.count != count || !values.allSatisfy({ (0...1).contains($0) }) {
        return "\(factor.label): needs \(count) values from 0 to 1"
      }
      if !(0...1).contains(factor.upper_leak) || !(0...1).contains(factor.lower_leak) {
        return "\(factor.label): a leak is outside 0…1"
      }
    }
    let positions = Set((0..<sites.count).map(Double.init))
    for entry in affinity {
      guard entry.count == 3, positions.contains(entry[0]), positions.contains(entry[1]),
        entry[0] != entry[1],
        entry[2] >= 0
      else {
        return "affinity needs two positions of different sites and a factor"
      }
    }
    return nil
  }

  var network: CompiledNetwork {
    let scale = log_count_scale.map { $0 ?? -.infinity }
    let ones = Array(repeating: 1.0, count: log_weights.count)
    return CompiledNetwork(
      sites: sites.map { $0.states[0]..<$0.states[1] }, logWeights: log_weights.map { $0 ?? -.infinity },
      countPrior: independent ? .independent(logNone: scale[0]) : .byNumber(scale),
      affinities: affinity.map {
        CompiledNetwork.Affinity(first: Int($0[0]), second: Int($0[1]), factor: $0[2])
      },
      factors: factors.map {
        Factor(
          label: $0.label, upper: $0.upper ?? ones, lower: $0.lower, upperLeak: $0.upper_leak,
          lowerLeak: $0.lower_leak)
      })
  }
}
