// The run as one HTML file that needs nothing else: the matrix, and behind each cell the request and both answers.
// Nothing is redacted, since all people and rows are made up.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { html, markedJson, markedText, trusted } from "./html.mjs";
import { rows } from "./matrix.mjs";
import { people } from "./people.mjs";

const file = (name) => readFileSync(new URL(name, import.meta.url), "utf8");
const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const titles = { read: "Read", list: "List", update: "Update", delete: "Delete", create: "Create", export: "Export", replay: "Cache replay" };
const abouts = {
  replay: "Alice asks first, through a shared cache that keeps to RFC 9111. Then the person of the column asks the same address.",
  export: "A file is decided before the origin is asked and is not opened: which columns stand in it is the app's to get right.",
};
const chips = { leak: ["✗", "leak"], ok: ["✓", "ok"], denied: ["○", "denied"], withheld: ["!", "refused"], broken: ["?", "fault"] };
const says = {
  leak: "Shows or changes what this person may not.",
  ok: "Rightful, and served whole.",
  denied: "Not rightful: denied, and nothing came.",
  withheld: "Rightful, but refused.",
  broken: "Not rightful; nothing came but a fault.",
};

/** The report's text. `at` is when the run ended, `runtime` what the gate ran in. */
export function report({ cells, totals }, { at = new Date(), runtime = "workerd" } = {}) {
  const style = file("report.css");
  const script = file("report.js");
  const policy = `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`;
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>ownguard demo: ${totals.origin.leak} leaks, and ${totals.gate.leak} behind the gate</title>
<style>${trusted(style)}</style>
</head>
<body>
<main>
${top(totals)}
${bar()}
${matrix(cells)}
${bottom(totals, at, runtime)}
</main>
${cells.filter(({ request }) => request !== null).map(detail)}
<script>${trusted(script)}</script>
</body>
</html>
`);
}

function top({ origin, gate, asked, rightful }) {
  const figure = (kind, number, text) => html`<div class="figure ${kind}"><dt>${text}</dt><dd>${number}</dd></div>`;
  return html`<header class="top">
<p class="brand">ownguard <span>demo</span></p>
<h1>The same ${asked} requests, to an app that leaks and to the gate in front of it</h1>
<p class="lead">A small billing app, built the way apps are built in a hurry, was asked ${asked} things by seven people, once directly and once through ownguard.
Every answer was held against what its asker may see, and every write against the database afterwards; a status code alone counted for nothing.
Both columns talk to the same app and the same rows: only the gate, one Worker with one written ownership model, stands between.</p>
<dl class="figures">
${figure(origin.leak > 0 ? "leak" : "ok", origin.leak, "leaks, the app alone")}
${figure(gate.leak > 0 ? "leak" : "ok", gate.leak, gate.leak === 1 ? "leak through the gate" : "leaks through the gate")}
${figure(gate.ok < rightful ? "withheld" : "ok", html`${gate.ok}<small> of ${rightful}</small>`, "rightful requests served by the gate")}
</dl>
</header>`;
}

function bar() {
  const button = (key, name) => html`<button type="button" data-show="${key}" aria-pressed="${key === "all"}">${name}</button>`;
  const chip = (kind) => html`<span class="chip ${kind}"><b>${chips[kind][0]}</b> ${chips[kind][1]}</span>`;
  return html`<p class="legend">${chip("leak")} shows or changes what the person may not ${chip("ok")} rightful, and served ${chip("denied")} not rightful, and nothing came.
In each cell the app alone stands above, the gate below; a cell opens the request and both answers.</p>
<nav class="bar" aria-label="Whose answers are shown">${button("all", "Everybody")}${people.map(({ key, name }) => button(key, name))}</nav>`;
}

function matrix(cells) {
  const head = people.map(({ key, name, about }) => html`<th scope="col" data-person="${key}"><b>${name}</b><small>${about}</small></th>`);
  const bodies = [...new Set(rows.map(({ op }) => op))].map((op) => {
    const lines = rows.filter((row) => row.op === op).map((row) => {
      const line = cells.filter((cell) => cell.row === row).map(cellIn);
      return html`<tr><th scope="row"><b>${row.whose}</b><small>${row.about}</small></th>${line}</tr>\n`;
    });
    const about = abouts[op] && html`<small>${abouts[op]}</small>`;
    return html`<tbody><tr class="op"><th scope="rowgroup" colspan="${people.length + 1}"><b>${titles[op]}</b>${about}</th></tr>\n${lines}</tbody>\n`;
  });
  return html`<table id="matrix">
<thead><tr><th scope="col" class="what">What is asked</th>${head}</tr></thead>
${bodies}</table>`;
}

function cellIn({ id, person, row, request, origin, gate }) {
  if (request === null) return html`<td data-person="${person.key}" data-cell="${id}"><span class="none" title="nothing to ask: this person has none">–</span></td>`;
  const chip = ({ verdict }, side) => {
    const [sign, word] = chips[verdict.kind];
    const more = verdict.kind === "leak" ? verdict.by : verdict.status;
    return html`<span class="chip ${verdict.kind}"><i>${side}</i><b>${sign}</b> ${word} <small>${more}</small></span>`;
  };
  const why = html`<span class="why">${origin.verdict.why.length > 0 && "App alone: "}${withCode(origin.verdict.why.slice(0, 3).join("; "))}</span>`;
  return html`<td data-person="${person.key}" data-cell="${id}"><a href="#${id}" aria-haspopup="dialog" aria-label="${person.name}, ${row.op}, ${row.whose}: open both answers">${chip(origin, "app ")}${chip(gate, "gate ")}${why}</a></td>`;
}

function detail({ id, row, person, request, may, origin, gate }) {
  const right = may ? "is in the right: the answer must come, with all that this person may see" : "is not in the right: nothing may come";
  return html`<dialog id="${id}" aria-labelledby="${id}-title">
<header><div><p>${titles[row.op]} · ${row.whose}</p><h2 id="${id}-title">${person.name} <span>${person.about}</span></h2></div>
<div class="steps"><button type="button" data-step="-1" aria-label="the cell before">←</button><button type="button" data-step="1" aria-label="the next cell">→</button><button type="button" data-close aria-label="close">✕</button></div></header>
<p class="ask">Asked for: ${row.about}. ${person.name} ${right}.</p>
<h3>Request</h3>
<pre>${sentText(origin.sent, row)}</pre>
<div class="sides">${answerOf("The app alone", origin)}${answerOf("Through the gate", gate)}</div>
${gate.audit && html`<h3>What the gate wrote down</h3><pre class="wrap">${gate.audit}</pre>`}
</dialog>
`;
}

function sentText({ method, path, headers, body }, row) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
  const first = row.cached ? "# Alice asked the same just before, through the same cache\n" : "";
  return html`${first}<b>${method} ${path}</b>\n${lines}${body && `\n${body}`}`;
}

function answerOf(title, { verdict, answer, reached }) {
  const [sign, word] = chips[verdict.kind];
  const headers = [...answer.headers].map(([name, value]) => `${name}: ${value}\n`);
  const why = verdict.why.length > 0 && html`<ul>${verdict.why.map((w) => html`<li>${withCode(w)}</li>`)}</ul>`;
  return html`<section>
<h3>${title} <span class="chip ${verdict.kind}"><b>${sign}</b> ${word}</span></h3>
<div><p>${says[verdict.kind]} ${reached ? "" : "The app was not asked."}</p>${why}${verdict.note && html`<p class="note">Note: ${verdict.note}.</p>`}</div>
<pre><b>${answer.status}</b>\n${headers}\n${bodyOf(answer, verdict.marks)}</pre>
</section>`;
}

const withCode = (text) => text.split("`").map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part));

function bodyOf(answer, { pointers, words }) {
  if (answer.text === "") return html`<em>no body</em>`;
  return answer.json === undefined ? markedText(answer.text, words) : markedJson(answer.json, pointers);
}

function bottom({ asked }, at, runtime) {
  return html`<footer>
<p><b>How a verdict comes about.</b> Each object in an answer is looked up in the database by its id, and each of its members must be one that the asker may see; beside that, no word of anybody else's rows may stand anywhere in the text. A write is judged by the rows before and after. Where somebody asks for a foreign row, the answer must be the same, byte for byte, as for an id that exists nowhere. Who may what is written by hand for this demo, from the model's text, not computed by the gate.</p>
<p><b>What it does not show.</b> The content of files and streams is not looked into by the gate. Routes that the model calls <code>page</code> or <code>app</code> are decided in the app.</p>
<p class="when">${asked} requests a side, ended ${at.toISOString().slice(0, 16).replace("T", " ")} UTC; the gate ran in ${runtime}. All people, rows and tokens are made up.</p>
</footer>`;
}
