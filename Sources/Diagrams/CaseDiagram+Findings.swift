import Anatomy

/// What was found, on the body.
extension CaseDiagram {
  /// Maps of pain, numbness and weakness as recorded.
  func findings(_ box: Box) -> [Element] {
    let label = style.size.label
    let map = BodyMap(
      drawing: drawing, style: style, isLeft: isLeft, isBilateral: answer.patient.side == .bilateral)
    let columns: [(id: String, name: String, colour: Colour, shading: Shading)] = [
      ("pain", "pain told", theme.pain, recorded(.pain, theme.pain)),
      ("numb", "numb or tingling", theme.numb, numbness),
      ("weak", "weak", theme.weak, weakness),
    ]
    var elements: [Element] = []
    let perRow = style.size == .square ? 2 : 3
    let rows = (columns.count + perRow - 1) / perRow
    let width = box.width / Double(perRow)
    // What no map shows stands below, on a square in the free place of the second row.
    let others = otherFindings(width: style.size == .square ? width - 2 : box.width)
    let below = perRow < 3 ? 0 : label * 1.4 * Double(others.count)
    let height = min((box.height - below) / Double(rows), width * 2.2)
    for (n, column) in columns.enumerated() {
      let x = box.minX + width * Double(n % perRow)
      let y = box.minY + height * Double(n / perRow)
      elements.append(
        .text(
          id: "column-\(column.id)",
          TextLine(
            column.name, at: Point(x, y + label), size: label * 1.1, isBold: true,
            colour: theme.text(column.colour))))
      let missing = column.id == "weak" ? weakButNotDrawn(map) : []
      let words =
        missing.isEmpty
        ? []
        : FontMetrics.wrapped(
          "weak, not drawn: " + missing.joined(separator: ", "), size: label, width: width - 4)
      for (k, line) in words.enumerated() {
        elements.append(
          .text(
            id: "not-drawn-\(k)",
            TextLine(line, at: Point(x, y + label * (2.4 + 1.3 * Double(k))), size: label, colour: theme.ink))
        )
      }
      let cell = Box(
        minX: x, minY: y + label * (1.8 + 1.3 * Double(words.count)), maxX: x + width - 2,
        maxY: y + height - 3)
      elements.append(
        .group(id: "map-\(column.id)", map.elements(in: cell, column.shading, panel: column.id)))
    }
    let at =
      perRow < 3
      ? Point(box.minX + width, box.minY + height + label) : Point(box.minX, box.minY + height + label * 0.6)
    elements += others.enumerated().map { n, line in
      .text(
        id: "other-\(n)",
        TextLine(
          line.text, at: Point(at.x, at.y + label * 1.4 * Double(n)), size: label * 0.92,
          isBold: line.isBold, colour: theme.ink))
    }
    return elements
  }

  private var numbness: Shading {
    var shading = recorded(.sensation, theme.numb)
    for (r, p) in recorded(.tingling, theme.numb).regions {
      shading.regions[r] = max(shading.regions[r] ?? 0, p * 0.6)
      shading.normal.remove(r)
    }
    return shading
  }

  /// Tests, reflexes, tenderness and whatever else was recorded that no map shows, in lines of a width; safety questions that
  /// were answered no are left out.
  func otherFindings(width: Double) -> [(text: String, isBold: Bool)] {
    let drawn: Set<Measure> = [.pain, .sensation, .tingling, .strength]
    let flags = Set(atlas.safetyQuestions.map { atlas.findings[$0].kind })
    let records = answer.patient.findings.filter { record in
      let kind = atlas.findings[record.finding].kind
      return !drawn.contains(atlas.kinds[kind].measure) && (record.isAbnormal || !flags.contains(kind))
    }
    func list(_ head: String, _ records: [RecordedFinding], _ most: Int) -> [(text: String, isBold: Bool)] {
      let words = records.map { record in
        let name = atlas.midSentence(atlas.title(of: record.finding))
        let values = atlas.findings[record.finding].scale.values.count
        return values > 2 && record.isAbnormal ? "\(name) (\(record.value))" : name
      }
      // Rather "and so many more" than a page full of names.
      let lines = (0...words.count).lazy.map { dropped -> [String] in
        let rest = dropped > 0 ? ["and \(dropped) more"] : []
        return FontMetrics.wrapped(
          head + (words.dropLast(dropped) + rest).joined(separator: "; "), size: style.size.label * 0.92,
          width: width)
      }
      return records.isEmpty ? [] : (lines.first { $0.count <= most } ?? []).map { ($0, false) }
    }
    let most = style.size == .square ? 9 : 5
    let lines =
      list("abnormal: ", records.filter(\.isAbnormal), most)
      + list("normal: ", records.filter { !$0.isAbnormal }, most)
    return lines.isEmpty ? [] : [("Also recorded", true)] + lines
  }

  /// Weak muscles and movements of which the body views show nothing, in words.
  private func weakButNotDrawn(_ map: BodyMap) -> [String] {
    let drawn = Set(map.bodies.flatMap { $0.muscles.flatMap(\.muscles) })
    return answer.patient.findings.compactMap { record in
      let finding = atlas.findings[record.finding]
      guard atlas.kinds[finding.kind].measure == .strength, record.isAbnormal else { return nil }
      let muscles: [Int]
      switch finding.target {
      case .muscle(let m): muscles = [m]
      case .movement(let v): muscles = atlas.movements[v].muscles.filter { $0.value >= 0.2 }.map(\.index)
      case .muscleGroup(let g): muscles = atlas.muscleGroups[g].muscles
      default: return nil
      }
      return drawn.isDisjoint(with: muscles) ? atlas.midSentence(finding.name) : nil
    }
  }

  private var weakness: Shading {
    var shading = recorded(.strength, theme.weak)
    // A map without muscles would show skin; an empty one must still show muscles.
    if shading.muscles.isEmpty { shading.muscles = [-1: 0] }
    return shading
  }

  /// Recorded findings of a measure, as shading: abnormal full, normal a trace.
  private func recorded(_ measure: Measure, _ colour: Colour) -> Shading {
    var shading = Shading(colour: colour)
    func mark(_ regions: [Int], _ value: Double, _ isAbnormal: Bool) {
      for r in regions {
        if isAbnormal {
          shading.regions[r] = max(shading.regions[r] ?? 0, value)
        } else {
          shading.normal.insert(r)
        }
      }
    }
    func mark(muscles: [Int], _ value: Double, _ isAbnormal: Bool) {
      for m in muscles {
        if isAbnormal {
          shading.muscles[m] = max(shading.muscles[m] ?? 0, value)
        } else {
          shading.normalMuscles.insert(m)
        }
      }
    }
    // What implies a finding on the map is shown there: a flag that stands for numb skin.
    if measure == .sensation {
      for implication in atlas.implications {
        guard answer.patient.record(of: implication.implied)?.value == implication.impliedValue,
          case .region(let r) = atlas.findings[implication.finding].target
        else { continue }
        mark([r], 1, true)
      }
    }
    for record in answer.patient.findings {
      let finding = atlas.findings[record.finding]
      guard atlas.kinds[finding.kind].measure == measure else { continue }
      let isAbnormal = record.isAbnormal
      // A vague place, or a part of a movement, is shaded less than what was named.
      switch finding.target {
      case .region(let r): mark([r], 1, isAbnormal)
      case .skinGroup(let g): mark(atlas.skinGroups[g].regions, 0.45, isAbnormal)
      case .muscle(let m): mark(muscles: [m], 1, isAbnormal)
      case .movement(let v):
        mark(muscles: atlas.movements[v].muscles.filter { $0.value >= 0.2 }.map(\.index), 0.8, isAbnormal)
      case .muscleGroup(let g): mark(muscles: atlas.muscleGroups[g].muscles, 0.45, isAbnormal)
      default: break
      }
    }
    shading.normal.subtract(shading.regions.keys)
    shading.normalMuscles.subtract(shading.muscles.keys)
    return shading
  }
}
