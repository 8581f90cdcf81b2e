// The page of `ownguard dev` at /.ownguard: what the gate would do, by route, reason and mend. All that a request could
// have put there is escaped, and the page runs no script but its own. Pure.
import { createHash } from "node:crypto";
import type { Group, Report } from "./report.js";
import type { Served } from "./server.js";

/** What the page tells beside the report. */
export interface About {
  readonly origin: string;
  readonly served: Served | undefined;
  readonly now: number;
}

/** The page's address, and that of its changing part. */
export const PAGE = "/.ownguard";
export const PART = "/.ownguard/part";

/** The whole page. */
export function page(report: Report, about: About): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>ownguard: what the gate would do</title>
<style>${STYLE}</style>
<main id="main">${part(report, about)}</main>
<script>${SCRIPT}</script>
</html>
`;
}

/** What changes as requests come in. */
export function part(report: Report, { origin, served, now }: About): string {
  const routes = report.routes();
  const level = served?.level ?? "closed";
  return `<header>
<h1><span class="mark" aria-hidden="true"></span>ownguard</h1>
<p class="where">before <b>${escape(origin)}</b>${served ? ` · revision ${served.revision}` : ""} · <span class="level">${escape(level)}</span></p>
</header>
${served ? "" : '<p class="closed">The model is not valid: nothing passes. The terminal says why.</p>'}
<section class="sums">
${sum(report.permitted, "as the model wants", "good")}
${sum(report.noted, served?.level === "full" ? "stopped" : "would be stopped or changed", "warn")}
${sum(routes.length, routes.length === 1 ? "route to look at" : "routes to look at", "plain")}
</section>
${reasons(report)}
${routes.length > 0 ? routes.map(card).join("\n") : EMPTY}
${report.uncounted > 0 ? `<p class="foot">${report.uncounted} more requests are of kinds that are not listed here.</p>` : ""}
<p class="foot">Since the gate began, ${escape(new Date(now).toTimeString().slice(0, 8))}. Nothing of this is kept.</p>`;

  function card({ route, method, groups }: { route: string; method: string; groups: readonly Group[] }): string {
    const action = groups.find(({ action }) => action !== undefined)?.action;
    return `<article>
<h2><span class="method">${escape(method)}</span> <span class="route">${escape(route)}</span>${action === undefined ? "" : ` <span class="action">${escape(action)}</span>`}</h2>
${groups.map((group) => row(group, now)).join("\n")}
</article>`;
  }
}

/** Headers under which the page is sent: it loads nothing, and nothing frames it. */
export const HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "private, no-store, max-age=0",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  get "content-security-policy"() {
    const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    return `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  },
};

function row(group: Group, now: number): string {
  const { reason, means, mend, count, leaked, last, principals, statuses, isReported, detail } = group;
  const known = [...principals].filter((principal) => principal !== "unasked");
  const callers = known.length > 1 ? `${known.length} callers` : known.join("");
  const facts = [
    isReported ? `passed with ${[...statuses].join(", ")}` : `answered ${[...statuses].join(", ")}`,
    callers,
    leaked > 0 ? `${leaked} foreign ${leaked === 1 ? "row" : "rows"}` : "",
    ago(now / 1000 - last),
  ];
  return `<div class="row ${isReported ? "would" : "did"}">
<span class="count">${count}</span>
<div><p><span class="reason">${escape(reason)}</span> ${escape(means)}${detail === undefined ? "" : ` <span class="detail">(${escape(detail)})</span>`}</p>
<p class="mend">${code(mend)}</p>
<p class="facts">${facts.filter((fact) => fact !== "").map(escape).join(" · ")}</p></div>
</div>`;
}

function sum(number: number, what: string, kind: string): string {
  return `<div class="${kind}"><b>${number}</b> ${escape(what)}</div>`;
}

function reasons(report: Report): string {
  const listed = report.reasons();
  const all = listed.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) return "";
  const bars = listed.slice(0, 8).map(({ reason, count }) => {
    return `<li><span>${escape(reason)}</span><meter min="0" max="${all}" value="${count}"></meter><span>${count}</span></li>`;
  });
  return `<ul class="reasons">${bars.join("")}</ul>`;
}

/** Words in backticks are names. */
function code(text: string): string {
  return escape(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

function ago(seconds: number): string {
  if (seconds < 2) return "just now";
  if (seconds < 120) return `${Math.round(seconds)} s ago`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min ago`;
  return `${Math.round(seconds / 3600)} h ago`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

const EMPTY = `<div class="empty"><p>Nothing to say yet.</p><p>Use the app through the gate: whatever the model would not let pass appears here, with what mends it.</p></div>`;

const STYLE = `
:root{--ink:#17202a;--soft:#5b6673;--line:#e2e6ea;--back:#f6f7f9;--card:#fff;--accent:#0d6b5f;--warn:#a34d00;--bad:#b3261e;--wash:#eef6f4;--warnwash:#fdf1e4}
@media (prefers-color-scheme:dark){:root{--ink:#e7ebef;--soft:#98a4b1;--line:#2a323b;--back:#11161b;--card:#181f26;--accent:#58c7b4;--warn:#f0a95a;--bad:#ff8a80;--wash:#16292a;--warnwash:#2b2217}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:15px/1.5 ui-sans-serif,system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem 4rem}
header{display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem 1rem;margin-bottom:1.5rem}
h1{font-size:1.35rem;margin:0;letter-spacing:-.01em;display:flex;align-items:center;gap:.6rem}
.mark{width:1.05rem;height:1.2rem;background:var(--accent);clip-path:polygon(50% 0,100% 18%,100% 55%,50% 100%,0 55%,0 18%)}
.where{margin:0;color:var(--soft)}.where b{color:var(--ink);font-weight:600}
.level{display:inline-block;padding:0 .55rem;border-radius:1rem;background:var(--warnwash);color:var(--warn);font-weight:600}
.closed{padding:.75rem 1rem;border-left:3px solid var(--bad);background:var(--card);color:var(--bad)}
.sums{display:grid;grid-template-columns:repeat(auto-fit,minmax(12rem,1fr));gap:.75rem;margin-bottom:1.25rem}
.sums div{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.8rem 1rem;color:var(--soft)}
.sums b{display:block;font-size:1.7rem;line-height:1.2;font-variant-numeric:tabular-nums;color:var(--ink)}
.sums .good b{color:var(--accent)}.sums .warn b{color:var(--warn)}
.reasons{list-style:none;margin:0 0 1.5rem;padding:0;columns:2 20rem;column-gap:2rem}
.reasons li{display:grid;grid-template-columns:11rem 1fr 3rem;align-items:center;gap:.75rem;break-inside:avoid;color:var(--soft);font-size:.875rem}
.reasons li span:last-child{text-align:right;font-variant-numeric:tabular-nums;color:var(--ink)}
meter{width:100%;height:.5rem;appearance:none;border:0;border-radius:1rem;background:var(--line);overflow:hidden}
meter::-webkit-meter-bar{background:var(--line);border:0;border-radius:1rem;height:.5rem}
meter::-webkit-meter-optimum-value{background:var(--warn);border-radius:1rem}
meter::-moz-meter-bar{background:var(--warn)}
article{background:var(--card);border:1px solid var(--line);border-radius:.6rem;margin-bottom:.9rem;overflow:hidden}
h2{font-size:.95rem;font-weight:500;margin:0;padding:.7rem 1rem;border-bottom:1px solid var(--line);display:flex;flex-wrap:wrap;gap:.3rem .7rem;align-items:baseline}
.method{font-weight:700;font-size:.8rem;letter-spacing:.03em;color:var(--accent)}
.route,.action,code,.reason{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.route{overflow-wrap:anywhere}.action{margin-left:auto;color:var(--soft);font-size:.85rem}
.row{display:grid;grid-template-columns:3.5rem 1fr;gap:0 .75rem;padding:.8rem 1rem;border-left:3px solid var(--warn)}
.row.did{border-left-color:var(--bad)}.row+.row{border-top:1px solid var(--line)}
.row p{margin:0}
.count{font-size:1.15rem;font-weight:600;text-align:right;font-variant-numeric:tabular-nums}
.reason{font-size:.85rem;font-weight:600;color:var(--warn);margin-right:.35rem}.did .reason{color:var(--bad)}
.detail{color:var(--soft)}
.mend{margin:.3rem 0!important;padding:.3rem .65rem;background:var(--wash);border-radius:.4rem;width:fit-content}
code{font-size:.87em;color:var(--accent)}
.facts,.foot{color:var(--soft);font-size:.85rem}
.empty{background:var(--card);border:1px dashed var(--line);border-radius:.6rem;padding:2.5rem 1rem;text-align:center;color:var(--soft)}
.empty p{margin:.2rem}.empty p:first-child{color:var(--ink);font-weight:600}
`;

const SCRIPT = `
let last="";
async function look(){
  try{
    const answer=await fetch("${PART}",{cache:"no-store"});
    const text=answer.ok?await answer.text():last;
    if(text!==last){last=text;document.getElementById("main").innerHTML=text}
  }catch{}
  setTimeout(look,document.hidden?5000:1000);
}
setTimeout(look,1000);
`;
