#!/usr/bin/env bash
# Opens the interactive page and a report in headless Chromium: no errors, pointing and keys work, it fits a phone.
# check-page.sh SCIATIC [FOLDER for screenshots]
set -euo pipefail
sciatic=$(realpath "$1")
shots=${2:+$(realpath -m "$2")}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
[ -n "$browser" ] || { echo "check-page: chromium is needed (Debian: apt-get install chromium)" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$sciatic" draw route -o "$work/page.html"
"$sciatic" report Models/needling/jacobson-80f.yaml -o "$work/report.html"

# What a person does, written behind the page; the outcome goes into an attribute that the dump shows.
cat >"$work/try.js" <<'JS'
<script>
window.addEventListener('load',()=>{
  const faults=[];
  const panel=()=>document.querySelector('#panel h2').textContent;
  const must=(ok,what)=>{if(!ok)faults.push(what)};
  const ring=document.querySelector('circle[data-kind=site]');
  must(ring.getAttribute('tabindex')==='0','rings cannot be reached by keyboard');
  ring.dispatchEvent(new Event('pointerenter'));
  must(panel()===ring.getAttribute('aria-label'),'pointing at a ring does not show it');
  must([...document.querySelectorAll('path[id*=-region-]')].some(e=>e.getAttribute('fill')!==e.dataset.plain&&e.getAttribute('fill')!=='none'),'no skin is shaded');
  must([...document.querySelectorAll('g[data-weak]')].some(e=>Number(e.style.opacity)>0.1),'no muscle is shown');
  const muscle=document.querySelector('nav button[data-kind=muscle]');
  muscle.focus();
  must(panel()===muscle.textContent,'focus on a muscle does not show it');
  must([...document.querySelectorAll('g.faded')].length>0,'no nerve is left out of a route');
  muscle.dispatchEvent(new KeyboardEvent('keydown',{key:'Enter'}));
  ring.dispatchEvent(new Event('pointerenter'));
  must(panel()===muscle.textContent,'Enter does not hold');
  document.dispatchEvent(new KeyboardEvent('keydown',{key:'Escape'}));
  ring.dispatchEvent(new Event('pointerenter'));
  must(panel()===ring.getAttribute('aria-label'),'Escape does not let go');
  must(document.documentElement.scrollWidth<=window.innerWidth+1,'it is wider than the screen');
  document.documentElement.setAttribute('data-outcome',faults.join('; ')||'all well');
});
</script>
JS
cat "$work/page.html" "$work/try.js" >"$work/tried.html"
# Headless Chromium makes no window as narrow as a phone; a frame is.
cat >"$work/phone.html" <<'HTML'
<iframe src="tried.html" width="390" height="800" style="border:0"></iframe><script>
addEventListener('load',()=>setTimeout(()=>{const d=document.querySelector('iframe').contentDocument.documentElement;
document.documentElement.setAttribute('data-outcome',d.getAttribute('data-outcome')||'nothing ran')},500))</script>
HTML

run() { "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --enable-logging=stderr "$@" 2>"$work/log"; }
for size in 1400,1000 390,800; do
  page=tried.html
  [ "$size" = 390,800 ] && page=phone.html
  run --allow-file-access-from-files --window-size=$size --virtual-time-budget=5000 --dump-dom "file://$work/$page" >"$work/dom"
  outcome=$(grep -o 'data-outcome="[^"]*"' "$work/dom" | head -1 | cut -d'"' -f2)
  if grep -q CONSOLE "$work/log"; then grep CONSOLE "$work/log" >&2; exit 1; fi
  [ "$outcome" = "all well" ] || { echo "page at $size: ${outcome:-nothing ran}" >&2; exit 1; }
  run --window-size=$size --virtual-time-budget=5000 --dump-dom "file://$work/report.html" >/dev/null
  if grep -q CONSOLE "$work/log"; then grep CONSOLE "$work/log" >&2; exit 1; fi
  if [ -n "$shots" ]; then
    mkdir -p "$shots"
    run --window-size=$size --screenshot="$shots/page-${size%,*}.png" "file://$work/page.html"
    run --window-size=$size --screenshot="$shots/report-${size%,*}.png" "file://$work/report.html"
  fi
done
echo "pages: no console errors; pointing, keys and phone width work"
