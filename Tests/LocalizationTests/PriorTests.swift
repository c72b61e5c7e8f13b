import Anatomy
import Foundation
@testable import Localization
import Simulation
import Testing

/// What is known before any finding.
@Suite struct PriorTests {
  private func prior(
    _ localizer: Localizer, _ setting: String, _ patient: PatientCase = PatientCase(), age: Double = 20,
    sex: String = "male"
  ) throws -> Prior {
    Prior(
      localizer.atlas, setting: try #require(localizer.atlas.settings[setting]),
      lesions: localizer.compiler.lesions,
      patient: patient, context: PatientContext(shift: 0, age: age, sex: sex, probability: 1))
  }

  /// What came yesterday is hardly a disease of years; an onset that nobody wrote down says nothing.
  @Test func theTimeSinceOnsetIsWeighed() throws {
    let localizer = Fixture.real
    let cells = try localizer.atlas.site("motor-neuron-disease")
    func weight(_ weeks: Double?) throws -> Double {
      var patient = PatientCase()
      patient.durationWeeks = weeks
      return try prior(localizer, "uniform", patient, age: 50).siteWeights[cells]
    }
    let unknown = try weight(nil)
    #expect(try weight(16) == unknown && weight(40) == unknown)
    #expect(try abs(weight(6) / unknown - 0.3) < 1e-12)
    #expect(try abs(weight(5.9) / unknown - 0.09) < 1e-12)
  }

  @Test func modifiersMultiplyUpToTheCap() throws {
    let atlas = Fixture.tiny.atlas
    let weave = try atlas.site("weave-crush")
    let none = try prior(Fixture.tiny, "meadow", age: 5).siteWeights
    // Fell into a ditch 9 times, stung 5 times: 45, held at the cap of 20; full grown halves before the cap.
    let text = "history: [fell-in-ditch, stung]"
    let young = try prior(Fixture.tiny, "meadow", Fixture.tinyCase(text), age: 5).siteWeights
    let grown = try prior(Fixture.tiny, "meadow", Fixture.tinyCase(text), age: 10).siteWeights
    #expect(abs(young[weave] / none[weave] - 20) < 1e-12)
    #expect(abs(grown[weave] / none[weave] - 20) < 1e-12)
    let ditch = try prior(Fixture.tiny, "meadow", Fixture.tinyCase("history: [ditch]"), age: 10).siteWeights
    #expect(abs(ditch[weave] / none[weave] - 4.5) < 1e-12)
    let band = try atlas.site("velm-band")
    let ewe = try prior(Fixture.tiny, "meadow", age: 10, sex: "female").siteWeights
    let lamb = try prior(Fixture.tiny, "meadow", age: 9, sex: "female").siteWeights
    #expect(abs(ewe[band] / none[band] - 2) < 1e-12)
    #expect(lamb[band] == none[band])
  }

  @Test func realModifiersNeverPassTheCap() throws {
    let atlas = Fixture.real.atlas
    var patient = PatientCase()
    patient.history = atlas.modifiers.indices.filter { atlas.modifiers[$0].conditions == [.history] }
    for age in [10.0, 40, 80] {
      for sex in ["female", "male"] {
        let bare = try prior(Fixture.real, "uniform", age: 30, sex: "none").siteWeights
        let full = try prior(Fixture.real, "uniform", patient, age: age, sex: sex).siteWeights
        for s in atlas.sites.indices where s != atlas.unexplained {
          let own = atlas.settings["uniform"].map { $0.shares[s] / (1 - $0.shares[s]) } ?? 0
          #expect(full[s] / own <= 30 + 1e-9 && full[s] / own >= 1 / 30.0 - 1e-9)
          #expect(bare[s] > 0)
        }
      }
    }
  }

  @Test func settingsAreNormalised() throws {
    for atlas in [Fixture.real.atlas, Fixture.tiny.atlas] {
      for setting in atlas.settings {
        #expect(abs(setting.shares.reduce(0, +) - 1) < 1e-9, "\(setting.id)")
        #expect(setting.shares[atlas.unexplained] == 0)
        #expect(abs(setting.lesionCounts.reduce(0, +) - 1) < 1e-9, "\(setting.id)")
        let others = setting.shares.enumerated().filter { $0.offset != atlas.unexplained }.map(\.element)
        #expect(others.allSatisfy { $0 > 0 })
      }
    }
  }

  @Test func flatSettingIsFlat() throws {
    for localizer in [Fixture.real, Fixture.tiny] {
      let atlas = localizer.atlas
      let setting = try #require(atlas.settings[atlas.scoreSetting])
      let shares = atlas.sites.indices.filter { $0 != atlas.unexplained }.map { setting.shares[$0] }
      #expect(Set(shares) == [1 / Double(atlas.sites.count - 1)])
    }
  }

  /// With `power` 0.25, sites whose mean shares differ 16-fold differ 2-fold.
  @Test func flattenedSettingIsThePowerOfTheMean() throws {
    let atlas = Fixture.real.atlas
    let flattened = try #require(atlas.settings["case-reports"])
    let mixes = atlas.settings.filter { !["case-reports", atlas.scoreSetting].contains($0.id) }
    #expect(mixes.count == 6)
    let means = atlas.sites.indices.map { site in mixes.reduce(0) { $0 + $1.shares[site] } / 6 }
    let common = try #require(atlas.sites.position(of: "l5-disc-paracentral"))
    for site in atlas.sites.indices where site != atlas.unexplained {
      let ratio = flattened.shares[common] / flattened.shares[site]
      #expect(abs(pow(ratio, 4) / (means[common] / means[site]) - 1) < 1e-9, "\(atlas.sites[site].id)")
    }
  }

  /// Velm side 0.3 against 0.7: where all of it is half as likely it has 0.3 of 0.65, and the weave is crushed no more
  /// often for it.
  @Test func historyMovesTheModesOfASite() throws {
    let atlas = Fixture.tiny.atlas
    let weave = try atlas.site("weave-crush")
    let fell = try prior(Fixture.tiny, "meadow", Fixture.tinyCase("history: [ditch]"))
    let none = try prior(Fixture.tiny, "meadow")
    let side = try #require(atlas.sites[weave].modes.firstIndex { $0.name == "velm side" })
    func share(_ prior: Prior) -> Double {
      zip(Fixture.tiny.compiler.lesions, prior.logShares).reduce(0) {
        $1.0.site == weave && $1.0.mode == side ? $0 + exp($1.1) : $0
      }
    }
    #expect(abs(share(none) - 0.3) < 1e-12)
    #expect(abs(share(fell) - 0.3 / 0.65) < 1e-12)
    #expect(abs(fell.siteWeights[weave] / none.siteWeights[weave] - 9) < 1e-12)
    let others = Fixture.tiny.compiler.lesions.indices.filter {
      Fixture.tiny.compiler.lesions[$0].site != weave
    }
    #expect(others.allSatisfy { fell.logShares[$0] == none.logShares[$0] })
  }

  @Test func modesAndLevelsShareOne() throws {
    for localizer in [Fixture.real, Fixture.tiny] {
      for setting in localizer.atlas.settings {
        let prior = try prior(localizer, setting.id)
        var sums = Array(repeating: 0.0, count: localizer.atlas.sites.count)
        for (v, lesion) in localizer.compiler.lesions.enumerated() {
          sums[lesion.site] += exp(prior.logShares[v])
        }
        for (s, sum) in sums.enumerated() where s != localizer.atlas.unexplained {
          #expect(abs(sum - 1) < 1e-3, "\(localizer.atlas.sites[s].id) in \(setting.id)")
        }
      }
    }
  }

  /// By hand: the Ka pinch keeps 0.75 for its own modes on the meadow, and gives 0.25 to the neighbour.
  @Test func mismatchTakesItsShare() throws {
    let localizer = Fixture.tiny
    let prior = try prior(localizer, "meadow")
    let pinch = try localizer.atlas.site("ka-pinch")
    var byMode = [0.0, 0, 0]
    for (v, lesion) in localizer.compiler.lesions.enumerated() where lesion.site == pinch {
      byMode[lesion.mode] += exp(prior.logShares[v])
    }
    for (found, expected) in zip(byMode, [0.75 * 0.8, 0.75 * 0.2, 0.25]) {
      #expect(abs(found - expected) < 1e-12)
    }
  }

  /// Sets of one and of two carry what the setting says, whatever the weights.
  @Test func numberOfLesionsComesFirst() throws {
    let localizer = Fixture.tiny
    for text in ["history: []", "history: [ditch, stung]"] {
      let patient = try Fixture.tinyCase(text)
      let posterior = localizer.locate(patient, try Fixture.options(localizer, "meadow", lesions: 3))
        .posterior
      for (found, expected) in zip(posterior.lesionCounts, [0.05, 0.8, 0.1, 0.05])
      where patient.history.isEmpty {
        #expect(abs(found - expected) < 1e-9)
      }
      #expect(abs(posterior.lesionCounts.reduce(0, +) - 1) < 1e-9)
    }
  }

  @Test func contextsSumToOne() throws {
    for localizer in [Fixture.real, Fixture.tiny] {
      let contexts = localizer.atlas.contexts(for: PatientCase())
      #expect(abs(contexts.reduce(0) { $0 + $1.probability } - 1) < 1e-9)
      let bands = localizer.atlas.ageBands.count
      #expect(contexts.count == 3 * bands * 2)
      var known = PatientCase()
      known.age = 33
      known.sex = "female"
      #expect(localizer.atlas.contexts(for: known).count == 3)
      #expect(localizer.atlas.contexts(for: known).allSatisfy { $0.age == 33 && $0.sex == "female" })
    }
  }
}
