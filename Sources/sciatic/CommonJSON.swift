import Anatomy
import Localization

/// A red flag in a document for programs.
struct UrgentJSON: Encodable {
  let id, tier, text: String
  /// Empty where the text names the flag without it: see `advice`.
  let action: String

  /// Rules that fired, worst first.
  static func list(_ rules: [UrgencyRule]) -> [UrgentJSON] {
    rules.advice.map { rule, action in
      UrgentJSON(id: rule.id, tier: rule.tier.rawValue, text: rule.text, action: action ?? "")
    }
  }
}

/// A site that must be excluded first, as JSON.
struct ExcludeFirstJSON: Encodable {
  var site: String
  var name: String
  var probability: Double
  var action: String

  init?(_ answer: Answer, _ atlas: Atlas) {
    guard let first = answer.alarm(atlas) else { return nil }
    site = atlas.sites[first.site].id
    name = first.name
    probability = first.probability.six
    action = first.action
  }
}

extension Atlas {
  /// Which atlas answered, as JSON: two of one version differ in the digest where a file of theirs differs.
  var identity: [String: String] { ["name": name, "version": version, "digest": digest] }
}
