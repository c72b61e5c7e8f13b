import Anatomy
import Foundation
import Simulation

/// One self-contained page: pointing at a site shows its territory and muscles, at a muscle its route.
public struct InteractivePage: Sendable {
  private let drawing: DrawingAtlas
  private let style: DrawingStyle
  private let isLeft: Bool
  private var atlas: Atlas { drawing.atlas }
  private var theme: Theme { style.theme }

  public init(_ drawing: DrawingAtlas, isLeft: Bool = false, style: DrawingStyle = DrawingStyle()) {
    self.drawing = drawing
    self.isLeft = isLeft
    self.style = style
  }

  /// The page.
  ///
  /// - Throws: what encoding throws; nothing on atlases that were read.
  public func render() throws -> String {
    let map = BodyMap(drawing: drawing, style: style, isLeft: isLeft)
    let views = map.bodies + map.feet
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let data = String(decoding: try encoder.encode(data(views)), as: UTF8.self)
      .replacingOccurrences(of: "</", with: "<\\/")
    let figures = views.map { view in
      "<figure class=\"\(view.isMirrored ? "body" : "foot")\">\n"
        + SVGWriter(scene(view)).element(id: view.id)
        + "<figcaption>\(view.name.escapedForXML)</figcaption>\n</figure>"
    }.joined(separator: "\n")
    let sites = atlas.sites.indices.filter { !atlas.sites[$0].modes.isEmpty }
    let side = isLeft ? "left" : "right"
    let body = """
      <header><h1>\(atlas.title.escapedForXML)</h1>
      <p>Point at a ring, a muscle or a name, or walk with the Tab key; Enter or a click holds it, again or Escape lets go. <span class=\"key pain\"></span> hurts <span class=\"key numb\"></span> goes numb <span class=\"key weak\"></span> weakens: the fuller, the likelier. Seen: the \(side) limb.</p>
      <p role="group" aria-label="What is shaded"><button data-show="pain" aria-pressed="true">hurts</button>
      <button data-show="numb" aria-pressed="false">goes numb</button></p></header>
      <main><div class="figures">\(figures)</div>
      <aside aria-live="polite" id="panel"><h2>Nothing chosen</h2><p>Shaded: skin that hurts or goes numb, and muscles that weaken, by probability.</p></aside></main>
      <nav><h2>Places where a nerve may be caught</h2><p class="list">\(list(sites.map { ("site", atlas.sites[$0].id, atlas.sites[$0].name) }))</p>
      <h2>Muscles</h2><p class="list">\(list(atlas.muscles.map { ("muscle", $0.id, style.name($0)) }))</p></nav>
      <footer>\(atlas.origin): the model's figures, own drawing. For research and teaching; not a medical device. Nothing leaves this page.</footer>
      """
    return PageAssets.document(
      title: atlas.title, style: css, body: body,
      script: "(()=>{\nconst data=\(data);\n\(script(theme))\n})()")
  }

  private func list(_ items: [(kind: String, id: String, name: String)]) -> String {
    items.map { item in
      "<button data-kind=\"\(item.kind)\" data-id=\"\(item.id)\">\(item.name.escapedForXML)</button>"
    }.joined(separator: "\n")
  }

  private func height(_ view: BodyView) -> Double { view.isMirrored ? 240 : 90 }

  private func placement(_ view: BodyView) -> ViewPlacement {
    let box = Box(minX: 2, minY: 2, maxX: view.isMirrored ? 80 : 60, maxY: height(view) - 2)
    return ViewPlacement(view, in: box, isLeft: isLeft)
  }

  /// The way to a muscle in a view, as the data of an SVG path; nil where the view draws none of it.
  private func tract(_ view: BodyView, to m: Int, root: Int, segments: [Int]) -> String? {
    let end = view.target(m)
    // Where the muscle itself is not drawn, the nerve that ends in it would run on past it.
    let last = segments.last.map { atlas.segments[$0].nerve }
    let passed = end == nil ? Array(segments.prefix { atlas.segments[$0].nerve != last }) : segments
    guard let drawn = DrawnTract(atlas, view, root: root, segments: passed, to: end) else { return nil }
    let placement = self.placement(view)
    let points = drawn.points.map { placement.page($0) }
    let kept = points.dropFirst().reduce(into: Array(points.prefix(1))) { kept, point in
      if kept[kept.count - 1].distance(to: point) > 1.2 { kept.append(point) }
    }
    return SVGWriter.data(Path(line: kept + points.suffix(1)))
  }

  private func scene(_ view: BodyView) -> Scene {
    let placement = self.placement(view)
    var elements = placement.body(theme)
    elements += placement.regions { region in
      region.region == nil ? nil : Paint(fill: theme.skin, stroke: theme.skin, width: 0.1)
    }
    let ordered = view.muscles.sorted { $1.layer < $0.layer }
    let paint = Paint(fill: theme.weak, stroke: theme.page, width: 0.15)
    elements.append(
      .group(
        id: "\(view.id)-weak",
        ordered.filter { $0.muscle != nil }.map { placement.muscle($0, paint) }))
    if view.isMirrored {
      elements += placement.bones(theme, other: true)
      for muscle in ordered where muscle.layer != .superficial {
        let fill = muscle.isTendon ? theme.tendon : theme.muscle
        elements.append(
          placement.muscle(muscle, Paint(fill: fill, stroke: theme.skin, width: 0.2), other: true))
      }
    }
    elements += placement.contours(theme)
    elements += RouteDiagram(drawing, view: view, isLeft: isLeft, style: style).nerves(placement)
    elements.append(.path(id: "\(view.id)-tract", Path(), Paint(stroke: theme.ink, width: 1)))
    for shown in view.sites where !atlas.sites[shown.site].modes.isEmpty {
      elements.append(
        .circle(
          id: "\(view.id)-site-\(atlas.sites[shown.site].id)", placement.page(shown.at), radius: 1.3,
          Paint(fill: theme.page, stroke: theme.mark, width: 0.45), title: atlas.sites[shown.site].name))
    }
    let frame = placement.frame
    return Scene(
      width: frame.maxX + 2, height: height(view), title: "\(atlas.title), \(view.name)",
      description: "The limb \(view.name), with nerves, muscles and sites that can be chosen.",
      background: theme.page,
      elements: elements)
  }

  private struct Content: Encodable {
    var sites: [String: Entry]
    var muscles: [String: MuscleEntry]
    var regions: [String: String]
    /// Pieces of a region that bear a name of their own, by view.
    var pieces: [String: [String: String]]
    var muscleNames: [String: String]
  }

  private struct Entry: Encodable {
    var name, place: String
    var pain, numb, weak: [String: Int]
  }

  private struct MuscleEntry: Encodable {
    var name, nerve: String
    var roots: [String]
    var sites: [String]
    var route: [String]
    /// The way as drawn, by view.
    var tracts: [String: String]
  }

  private func data(_ views: [BodyView]) -> Content {
    let system = TractSystem(atlas)
    let pathways = atlas.pathways()
    func percents(_ map: [Int: Double], _ id: (Int) -> String) -> [String: Int] {
      Dictionary(
        map.filter { $0.value >= 0.02 }.map { (id($0.key), Int(($0.value * 100).rounded())) },
        uniquingKeysWith: { first, _ in first })
    }
    var sites: [String: Entry] = [:]
    for (s, site) in atlas.sites.enumerated() where !site.modes.isEmpty {
      let territory = Territory(site: s, atlas, system: system)
      sites[site.id] = Entry(
        name: site.name, place: site.place, pain: percents(territory.pain) { atlas.regions[$0].id },
        numb: percents(territory.numb) { atlas.regions[$0].id },
        weak: percents(territory.weak) { atlas.muscles[$0].id })
    }
    var muscles: [String: MuscleEntry] = [:]
    for (m, muscle) in atlas.muscles.enumerated() {
      let roots = muscle.roots.sorted { $0.value > $1.value }
      let main = roots.first.flatMap { root in
        muscle.leaves.sorted { $0.share > $1.share }.lazy.compactMap {
          pathways.route(root: root.index, to: $0.segment)
        }.first
      }
      let route = main ?? []
      let tracts = views.compactMap { view in
        roots.first.flatMap { tract(view, to: m, root: $0.index, segments: route) }.map { (view.id, $0) }
      }
      muscles[muscle.id] = MuscleEntry(
        name: style.name(muscle), nerve: atlas.nerves[muscle.nerve].map(style.name) ?? muscle.nerve,
        roots: roots.map { "\(atlas.roots[$0.index].id) \($0.value.unbrokenPercent)" },
        sites: atlas.sites.filter { site in site.anchor.map(route.contains) ?? false }.map(\.id),
        route: route.map { atlas.segments[$0].name },
        tracts: Dictionary(tracts, uniquingKeysWith: { first, _ in first }))
    }
    return Content(
      sites: sites, muscles: muscles,
      regions: Dictionary(
        atlas.regions.map { ($0.id, atlas.midSentence($0.name)) }, uniquingKeysWith: { first, _ in first }),
      pieces: Dictionary(
        views.map { view in
          let pieces = view.regions.compactMap { piece in
            piece.region.map { (piece.id, atlas.regions[$0].id) }
          }
          return (view.id, Dictionary(pieces, uniquingKeysWith: { first, _ in first }))
        }, uniquingKeysWith: { first, _ in first }),
      muscleNames: Dictionary(
        atlas.muscles.map { ($0.id, atlas.midSentence(style.name($0))) },
        uniquingKeysWith: { first, _ in first }))
  }

  private var css: String {
    """
    :root{color-scheme:\(theme.kind == .dark ? "dark" : "light")}
    *{box-sizing:border-box}
    body{margin:0;font:16px/1.45 'Sciatic Sans',\(FontMetrics.family);color:\(theme.ink.hex);background:\(theme.page.hex)}
    header,nav,footer{padding:0 1.2rem}h1{font-size:1.5rem;margin:1rem 0 .2rem}h2{font-size:1.05rem;margin:.8rem 0 .3rem}p{margin:.3rem 0}
    main{display:flex;flex-wrap:wrap;align-items:flex-start;gap:1rem;padding:.5rem 1.2rem}
    .figures{flex:3 1 34rem;display:flex;flex-wrap:wrap;gap:.5rem;justify-content:center;align-items:flex-end}
    figure{margin:0;text-align:center}figure.body{flex:0 1 15rem}figure.foot{flex:0 1 9rem}svg{width:100%;height:auto;display:block}
    figcaption{font-size:.85rem;color:\(theme.faintInk.hex)}
    aside{flex:1 1 18rem;background:\(theme.panel.hex);border-radius:.6rem;padding:.4rem 1rem 1rem;align-self:flex-start;position:sticky;top:.5rem;max-height:95vh;overflow:auto}
    .list{display:flex;flex-wrap:wrap;gap:.35rem}
    button{font:inherit;font-size:.9rem;color:inherit;background:\(theme.panel.hex);border:1px solid \(theme.leader.hex);border-radius:.4rem;padding:.3rem .6rem;min-height:2.2rem;cursor:pointer}
    button[aria-pressed=true]{background:\(theme.ink.hex);color:\(theme.page.hex)}
    button:focus-visible,[tabindex]:focus-visible{outline:3px solid \(theme.numb.hex);outline-offset:1px}
    [data-kind]{cursor:pointer}g[data-weak]{opacity:0;pointer-events:none}
    .key{display:inline-block;width:.9em;height:.9em;border-radius:.2em;vertical-align:-.1em}.key.pain{background:\(theme.pain.hex)}.key.numb{background:\(theme.numb.hex)}.key.weak{background:\(theme.weak.hex)}
    .faded{opacity:.15}.chosen circle,circle.chosen{stroke-width:1.1px}
    footer{font-size:.85rem;color:\(theme.faintInk.hex);padding-top:1rem;padding-bottom:1rem}
    dl{margin:.4rem 0}dt{font-weight:bold;margin-top:.4rem}dd{margin:0}
    @media print{nav,header p{display:none}}
    """
  }

  /// Wires names, rings and muscles to the pictures.
  private static let script = #"""
    const figures=[...document.querySelectorAll('figure svg')];
    const views=Object.keys(data.pieces);
    let show='pain',held=null,current=null;
    const skin={},weak={},nerves={},rings={};
    const keep=(map,key,value)=>(map[key]=map[key]||[]).push(value);
    for(const f of figures)f.setAttribute('role','group');
    for(const view of views){
      for(const [piece,region] of Object.entries(data.pieces[view])){
        const e=document.getElementById(`${view}-region-${piece}`);if(e)keep(skin,region,e)}
      for(const m of Object.keys(data.muscles)){
        const e=document.getElementById(`${view}-muscle-${m}`);if(e){e.dataset.weak='';keep(weak,m,e)}
        const o=document.getElementById(`${view}-muscle-${m}-other`);if(o)wire(o,'muscle',m,data.muscles[m].name)}
      for(const e of document.querySelectorAll(`g[id^="${view}-nerve-"]`))keep(nerves,e.id.slice(view.length+7),e);
      for(const s of Object.keys(data.sites)){
        const e=document.getElementById(`${view}-site-${s}`);if(e){wire(e,'site',s,data.sites[s].name);keep(rings,s,e)}}
    }
    for(const e of document.querySelectorAll('nav button'))wire(e,e.dataset.kind,e.dataset.id,null);
    function wire(e,kind,id,label){
      e.dataset.kind=kind;e.dataset.id=id;
      if(label){e.setAttribute('tabindex','0');e.setAttribute('role','button');e.setAttribute('aria-label',label)}
      e.addEventListener('pointerenter',()=>{if(!held)choose(kind,id)});
      e.addEventListener('focus',()=>{if(!held)choose(kind,id)});
      e.addEventListener('click',()=>hold(kind,id));
      e.addEventListener('keydown',v=>{if(v.key==='Enter'||v.key===' '){v.preventDefault();hold(kind,id)}});
    }
    document.addEventListener('keydown',v=>{if(v.key==='Escape'){held=null;clear();current=null}});
    for(const e of document.querySelectorAll('[data-show]'))e.addEventListener('click',()=>{
      show=e.dataset.show;
      for(const o of document.querySelectorAll('[data-show]'))o.setAttribute('aria-pressed',String(o===e));
      if(current)choose(...current)});
    function hold(kind,id){if(held&&held[0]===kind&&held[1]===id){held=null;return}held=[kind,id];choose(kind,id);
      if(window.innerWidth<760)document.getElementById('panel').scrollIntoView({behavior:'smooth',block:'nearest'})}
    const plain={};
    for(const [r,list] of Object.entries(skin))plain[r]=list[0].getAttribute('fill');
    function mix(a,b,t){const p=c=>[1,3,5].map(i=>parseInt(c.slice(i,i+2),16));const x=p(a),y=p(b);
      return '#'+x.map((v,i)=>Math.round(v+(y[i]-v)*t).toString(16).padStart(2,'0')).join('')}
    function clear(){
      for(const [r,list] of Object.entries(skin))for(const e of list){e.setAttribute('fill',plain[r]);e.setAttribute('stroke',plain[r])}
      for(const list of Object.values(weak))for(const e of list)e.style.opacity=0;
      for(const list of Object.values(nerves))for(const e of list)e.classList.remove('faded');
      for(const view of views)document.getElementById(`${view}-tract`).setAttribute('d','');
      for(const list of Object.values(rings))for(const e of list){e.classList.remove('faded');e.classList.remove('chosen')}
    }
    const colours=COLOURS;
    function top(map,names,n){return Object.entries(map).sort((a,b)=>b[1]-a[1]||(a[0]<b[0]?-1:1)).filter(x=>x[1]>=5).slice(0,n)
      .map(([k,v])=>`${names[k]} ${v}\u00a0%`).join(', ')||'hardly anything'}
    function panel(title,rows){
      const p=document.getElementById('panel');p.textContent='';
      const h=document.createElement('h2');h.textContent=title;p.append(h);
      const d=document.createElement('dl');
      for(const [k,v] of rows){const t=document.createElement('dt');t.textContent=k;const w=document.createElement('dd');w.textContent=v;d.append(t,w)}
      p.append(d)}
    function choose(kind,id){
      current=[kind,id];clear();
      if(kind==='site'){
        const s=data.sites[id],map=s[show];
        for(const [r,v] of Object.entries(map))for(const e of skin[r]||[]){
          const c=mix(plain[r],colours[show],Math.min(1,.1+.9*v/100));e.setAttribute('fill',c);e.setAttribute('stroke',c)}
        for(const [m,v] of Object.entries(s.weak))for(const e of weak[m]||[])e.style.opacity=v>=5?.15+.75*v/100:0;
        for(const [k,list] of Object.entries(rings))for(const e of list)e.classList.add(k===id?'chosen':'faded');
        panel(s.name,[['Where',s.place],['Hurts',top(s.pain,data.regions,7)],['Goes numb',top(s.numb,data.regions,7)],
          ['Weakens',top(s.weak,data.muscleNames,8)]]);
      }else{
        const m=data.muscles[id];
        for(const list of Object.values(nerves))for(const e of list)e.classList.add('faded');
        for(const [view,d] of Object.entries(m.tracts))document.getElementById(`${view}-tract`).setAttribute('d',d);
        for(const e of weak[id]||[])e.style.opacity=.85;
        for(const [k,list] of Object.entries(rings))for(const e of list)e.classList.add(m.sites.includes(k)?'chosen':'faded');
        panel(m.name,[['Nerve',m.nerve],['Roots',m.roots.join(', ')],
          ['May be caught at',m.sites.map(s=>data.sites[s]?data.sites[s].name:'').filter(Boolean).join('; ')],['Route from the cord',m.route.join(' > ')]]);
      }
    }
    """#

  private func script(_ theme: Theme) -> String {
    Self.script.replacingOccurrences(
      of: "COLOURS", with: "{pain:'\(theme.pain.hex)',numb:'\(theme.numb.hex)'}")
  }
}
