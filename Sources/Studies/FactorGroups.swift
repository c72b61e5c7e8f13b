extension Study {
  /// For each factor the number of its group, counted from 0 as groups appear; a factor without one is its own.
  static func groups(of factors: [Factor]) -> [Int] {
    var numbers: [String: Int] = [:]
    var count = 0
    return factors.map { factor in
      if let group = factor.group, let number = numbers[group] { return number }
      if let group = factor.group { numbers[group] = count }
      count += 1
      return count - 1
    }
  }

  /// What the measures of a design are of, in the order of ``Design/groups``: a group, or a factor that is in none.
  public var groupNames: [String] {
    (0..<design.groupCount).map { group in
      design.groups.firstIndex(of: group).map { factors[$0].group ?? factors[$0].name } ?? ""
    }
  }

  /// Names of the factors of a group.
  public func members(of group: Int) -> [String] {
    factors.indices.filter { design.groups[$0] == group }.map { factors[$0].name }
  }
}
