"use strict";
// Findings come with offsets in code points; the text area counts UTF-16 units.
const $ = (id) => document.getElementById(id);
const text = $("text"), marks = $("marks"), list = $("findings"), source = $("source");
const PAUSE_MS = 400;
let result = null, checked = "", current = -1, timer = 0, running = null;

const LANGUAGES = fetch("v2/languages").then((r) => r.json()).then((all) => {
  for (const { code, name } of all) {
    for (const id of ["language", "source-language"]) $(id).add(new Option(name, code));
  }
}).catch(() => say("The service does not answer."));

function say(message) { $("status").textContent = message; }

function question() {
  return JSON.stringify({
    text: text.value,
    source: $("source-pane").hidden ? null : source.value || null,
    language: $("language").value || null,
    source_language: $("source-language").value || null,
    model: $("model").checked ? "auto" : "off",
  });
}

function post(path) {
  return { method: "POST", headers: { "content-type": "application/json" }, body: question(), signal: running?.signal };
}

async function check() {
  clearTimeout(timer);
  running?.abort();
  running = new AbortController();
  const asked = text.value;
  if (!asked.trim()) { result = null; show(); say("Paste translated copy, or drop a text file."); return; }
  say("Checking…");
  try {
    const response = await fetch("v1/check", post());
    if (response.status === 503) { say("Busy; trying again."); later(1000); return; }
    if (!response.ok) { say(await response.text()); return; }
    const answer = await response.json();
    if (text.value !== asked) { later(); return; }
    result = answer; checked = asked; current = -1;
    const units = [0];
    for (const character of asked) units.push(units[units.length - 1] + character.length);
    for (const finding of result.findings) { finding.from = units[finding.start]; finding.to = units[finding.end]; }
    show();
  } catch (error) {
    if (error.name !== "AbortError") say("The service does not answer.");
  }
}

function later(wait = PAUSE_MS) { clearTimeout(timer); timer = setTimeout(check, wait); }

// Marks stay where they are until the next answer; an edit shifts or drops those it touches.
function moved() {
  if (!result) return;
  const now = text.value;
  let head = 0, tail = 0;
  const most = Math.min(now.length, checked.length);
  while (head < most && now[head] === checked[head]) head++;
  while (tail < most - head && now[now.length - 1 - tail] === checked[checked.length - 1 - tail]) tail++;
  const end = checked.length - tail, shift = now.length - checked.length;
  result.findings = result.findings.filter((f) => f.to <= head || f.from >= end);
  for (const finding of result.findings) {
    if (finding.from >= end) { finding.from += shift; finding.to += shift; }
  }
  checked = now; current = -1;
  show();
}

const RANK = { critical: 0, major: 1, minor: 2, neutral: 3 };

function paint() {
  const parts = document.createDocumentFragment();
  let place = 0;
  (result?.findings ?? []).forEach((finding, number) => {
    if (finding.from < place) return;
    parts.append(checked.slice(place, finding.from));
    const mark = document.createElement("mark");
    mark.className = finding.severity + (number === current ? " now" : "");
    mark.textContent = checked.slice(finding.from, finding.to);
    parts.append(mark);
    place = finding.to;
  });
  parts.append((result ? checked : "").slice(place) + "\n");
  marks.replaceChildren(parts);
  marks.scrollTop = text.scrollTop;
}

function show() {
  paint();
  list.replaceChildren();
  $("back-list").replaceChildren();
  $("verdict").replaceChildren();
  if (!result) return;
  const findings = result.findings.map((finding, number) => [finding, number]);
  findings.sort(([a], [b]) => RANK[a.severity] - RANK[b.severity] || a.from - b.from);
  for (const [finding, number] of findings) {
    const item = $("finding").content.firstElementChild.cloneNode(true);
    item.classList.add(finding.severity);
    item.dataset.number = number;
    item.querySelector(".severity").textContent = finding.severity;
    item.querySelector(".what").textContent = finding.text;
    item.querySelector(".why").textContent = finding.message;
    item.querySelector(".show").addEventListener("click", () => choose(number, true));
    for (const suggestion of finding.suggestions.slice(0, 3)) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = suggestion || "remove";
      button.setAttribute("aria-label", `Replace “${finding.text}” with “${suggestion}”`);
      button.addEventListener("click", () => take(finding, suggestion));
      item.querySelector(".take").append(button);
    }
    list.append(item);
  }
  const word = document.createElement("strong");
  word.className = result.verdict;
  word.textContent = result.verdict === "pass" ? "Pass" : "Fail";
  const from = result.source_language ? `, translated from ${result.source_language.code}` : "";
  const score = result.score === null ? "" : ` · score ${Math.round(result.score)}`;
  $("verdict").append(word, `${score} · ${findings.length} findings, unconfirmed · ${result.words} words of ${result.language}${from}`);
  say(result.skipped.map((s) => `Not judged: ${s.what} (${s.reason})`).join(". ") || "Checked.");
  for (const segment of result.segments) {
    if (!segment.back_translation) continue;
    const said = document.createElement("dt"), back = document.createElement("dd");
    said.textContent = segment.text;
    back.textContent = segment.back_translation;
    back.lang = result.source_language?.code ?? "";
    $("back-list").append(said, back);
  }
  $("back").hidden = !$("back-list").children.length;
}

function choose(number, focus) {
  current = number;
  paint();
  for (const item of list.children) item.classList.toggle("now", Number(item.dataset.number) === number);
  const finding = result.findings[number];
  if (!finding) return;
  if (focus) {
    text.focus();
    text.setSelectionRange(finding.from, finding.to);
  }
  const mark = marks.querySelector(".now");
  if (mark && focus) text.scrollTop = mark.offsetTop - text.clientHeight / 3;
}

// execCommand is the one way to change a text area that the browser's own undo takes back.
function take(finding, suggestion) {
  text.focus();
  text.setSelectionRange(finding.from, finding.to);
  const done = suggestion
    ? document.execCommand("insertText", false, suggestion)
    : document.execCommand("delete");
  if (!done) text.setRangeText(suggestion, finding.from, finding.to, "end");
  moved();
  check();
}

text.addEventListener("input", () => { moved(); later(); });
text.addEventListener("scroll", () => { marks.scrollTop = text.scrollTop; });
text.addEventListener("click", () => {
  const at = text.selectionStart;
  const number = (result?.findings ?? []).findIndex((f) => f.from <= at && at < f.to);
  if (number >= 0 && text.selectionStart === text.selectionEnd) {
    choose(number, false);
    [...list.children].find((i) => Number(i.dataset.number) === number)?.scrollIntoView({ block: "nearest" });
  }
});
source.addEventListener("input", () => later());
for (const id of ["language", "source-language", "model"]) $(id).addEventListener("change", check);
$("show-source").addEventListener("click", () => {
  const pane = $("source-pane");
  pane.hidden = !pane.hidden;
  $("show-source").setAttribute("aria-expanded", String(!pane.hidden));
  $("show-source").textContent = pane.hidden ? "Add the source" : "Leave the source out";
  if (!pane.hidden) source.focus();
  if (source.value) check();
});
$("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(text.value);
  } catch {
    text.focus(); text.select(); document.execCommand("copy");
  }
  say("Copied.");
});
$("report").addEventListener("click", async () => {
  running = null;
  const response = await fetch("v1/report", post());
  if (!response.ok) { say(await response.text()); return; }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = "tqcheck-report.html";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
});
async function open(file) { if (file) { text.value = await file.text(); check(); } }
$("file").addEventListener("change", (event) => open(event.target.files[0]));
for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => { event.preventDefault(); document.querySelector(".editor").classList.add("drop"); });
}
document.addEventListener("dragleave", () => document.querySelector(".editor").classList.remove("drop"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  document.querySelector(".editor").classList.remove("drop");
  open(event.dataTransfer.files[0]);
});
LANGUAGES.then(() => { if (text.value) check(); });
