import Anatomy

/// A red flag in a document for programs.
struct UrgentJSON: Encodable {
  let id, tier, text, action: String

  init(_ rule: UrgencyRule) {
    id = rule.id
    tier = rule.tier.rawValue
    text = rule.text
    action = rule.action
  }
}
