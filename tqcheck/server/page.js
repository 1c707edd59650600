"use strict";
// Findings come with offsets in code points; the text area counts UTF-16 units.
const $ = (id) => document.getElementById(id);
const text = $("text"), marks = $("marks"), list = $("findings"), source = $("source");
const PAUSE_MS = 400;
// When the model takes longer than this, what the rules find is shown first.
const PATIENCE_MS = 300;
const SUGGESTIONS = 3;
const BUSY = [429, 503];
const RANK = { critical: 0, major: 1, minor: 2, neutral: 3 };
const GREETING = $("status").textContent;
let result = null, checked = "", current = -1, timer = 0, running = null;

const LANGUAGES = fetch("v2/languages").then((r) => r.json()).then((all) => {
  for (const { code, name } of all) {
    for (const id of ["language", "source-language"]) $(id).add(new Option(name, code));
  }
}).catch(() => say("The service does not answer."));

function say(message) { if ($("status").textContent !== message) $("status").textContent = message; }

function post(path, model, signal) {
  const body = JSON.stringify({
    text: text.value,
    source: $("source-pane").hidden ? null : source.value || null,
    language: $("language").value || null,
    source_language: $("source-language").value || null,
    model: model ? "auto" : "off",
  });
  return fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body, signal });
}

async function check() {
  clearTimeout(timer);
  running?.abort();
  running = new AbortController();
  const { signal } = running, asked = text.value, model = $("model").checked;
  if (!asked.trim()) { result = null; current = -1; show(); say(GREETING); return; }
  say("Checking…");
  let whole = false;
  const first = model && setTimeout(async () => {
    try {
      const response = await post("v1/check", false, signal);
      const answer = response.ok ? await response.json() : null;
      if (answer && !whole && !signal.aborted) adopt(answer, asked, true);
    } catch { /* The answer with the model follows, or says what is wrong. */ }
  }, PATIENCE_MS);
  try {
    const response = await post("v1/check", model, signal);
    if (BUSY.includes(response.status)) { say("Busy; trying again."); later(1000); return; }
    if (!response.ok) { say(await response.text()); return; }
    const answer = await response.json();
    whole = true;
    adopt(answer, asked, false);
  } catch (error) {
    if (error.name !== "AbortError") say("The service does not answer. Is it still running?");
  } finally {
    clearTimeout(first);
  }
}

function later(wait = PAUSE_MS) { clearTimeout(timer); timer = setTimeout(check, wait); }

// Take over an answer. One of the rules alone leaves what the model said before as it stands.
function adopt(answer, asked, partial) {
  if (text.value !== asked) return;
  const units = [0];
  for (const character of asked) units.push(units[units.length - 1] + character.length);
  for (const finding of answer.findings) { finding.from = units[finding.start]; finding.to = units[finding.end]; }
  const chosen = result?.findings[current];
  if (partial && result?.score != null) {
    const free = (f) => !answer.findings.some((g) => g.from < f.to && f.from < g.to);
    answer.findings.push(...result.findings.filter(free));
    answer.findings.sort((a, b) => a.from - b.from || a.to - b.to);
    answer.score = result.score;
    answer.segments = result.segments;
  }
  answer.partial = partial;
  result = answer;
  checked = asked;
  current = chosen ? answer.findings.findIndex((f) => f.from === chosen.from && f.rule === chosen.rule) : -1;
  show();
}

// Marks stay where they are until the next answer; an edit shifts or drops those it touches.
function moved() {
  if (!result) return;
  const now = text.value;
  let head = 0, tail = 0;
  const most = Math.min(now.length, checked.length);
  while (head < most && now[head] === checked[head]) head++;
  while (tail < most - head && now[now.length - 1 - tail] === checked[checked.length - 1 - tail]) tail++;
  const end = checked.length - tail, shift = now.length - checked.length;
  const before = result.findings.length;
  result.findings = result.findings.filter((f) => f.to <= head || f.from >= end);
  for (const finding of result.findings) {
    if (finding.from >= end) { finding.from += shift; finding.to += shift; }
  }
  checked = now;
  if (result.findings.length === before) { paint(); return; }
  current = -1;
  show();
}

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

function element(name, content, about = {}) {
  return Object.assign(document.createElement(name), { textContent: content }, about);
}

// What stands at a finding, with no space lost to the eye.
function quoted(finding) { return finding.text.trim() === finding.text ? finding.text : finding.text.replaceAll(" ", "␣"); }

function card(finding, number, back) {
  const item = $("finding").content.firstElementChild.cloneNode(true);
  item.classList.add(finding.severity);
  item.classList.toggle("now", number === current);
  item.dataset.number = number;
  item.querySelector(".severity").textContent = finding.severity;
  item.querySelector(".what").textContent = quoted(finding);
  const message = finding.message;
  item.querySelector(".why").textContent = message.charAt(0).toUpperCase() + message.slice(1);
  item.querySelector(".show").addEventListener("click", () => choose(number, true));
  for (const suggestion of finding.suggestions.slice(0, SUGGESTIONS)) {
    const button = element("button", suggestion || "remove", { type: "button" });
    button.setAttribute("aria-label", suggestion ? `Replace “${finding.text}” with “${suggestion}”` : `Remove “${finding.text}”`);
    button.addEventListener("click", (event) => take(finding, suggestion, event.detail === 0));
    item.querySelector(".take").append(button);
  }
  if (back) item.querySelector(".back").append("Back: ", element("i", back, { lang: result.source_language?.code ?? "" }));
  return item;
}

function show() {
  paint();
  const held = list.contains(document.activeElement) ? document.activeElement.closest("li") : null;
  const place = held ? [...list.children].indexOf(held) : -1;
  const backs = new Map(result?.segments.map((s) => [s.id, s.back_translation]));
  const findings = (result?.findings ?? []).map((finding, number) => [finding, number]);
  findings.sort(([a], [b]) => RANK[a.severity] - RANK[b.severity] || a.from - b.from);
  list.replaceChildren(...findings.map(([finding, number]) => card(finding, number, backs.get(finding.segment))));
  if (held) (list.children[Math.min(place, list.children.length - 1)]?.querySelector(".show") ?? text).focus();
  sum(findings.length);
  const rows = [];
  for (const segment of result?.segments ?? []) {
    if (!segment.back_translation) continue;
    rows.push(element("dt", segment.text), element("dd", segment.back_translation, { lang: result.source_language?.code ?? "" }));
  }
  $("back-list").replaceChildren(...rows);
  $("back").hidden = !rows.length;
}

// The verdict, the score with its signature, and what was not judged.
function sum(count) {
  $("verdict").replaceChildren();
  if (!result) return;
  const parts = [element("strong", result.verdict === "pass" ? "Pass" : "Fail", { className: result.verdict })];
  if (result.score !== null) {
    parts.push(" · ", element("span", `score ${Math.round(result.score)} of 100`, { title: result.score_signature ?? "" }));
  }
  parts.push(` · ${count} finding${count === 1 ? "" : "s"}, unconfirmed`);
  const from = result.source_language ? `, from ${result.source_language.code}` : "";
  parts.push(element("small", `${result.words.toLocaleString("en")} words, ${result.language ?? "language unknown"}${from}`));
  $("verdict").append(...parts);
  if (result.partial) say("Rules done; the model is still reading.");
  else say(result.skipped.map((s) => `Not judged: ${s.what} (${s.reason}).`).join(" ") || "Checked.");
}

function choose(number, focus) {
  const finding = result?.findings[number];
  if (!finding) return;
  current = number;
  paint();
  for (const item of list.children) {
    const own = Number(item.dataset.number) === number;
    item.classList.toggle("now", own);
    item.querySelector(".show").setAttribute("aria-current", String(own));
    if (own && !list.contains(document.activeElement)) item.scrollIntoView({ block: "nearest" });
  }
  if (!focus) return;
  text.focus({ preventScroll: true });
  text.setSelectionRange(finding.from, finding.to);
  reveal();
  document.querySelector(".editor").scrollIntoView({ block: "nearest" });
}

// Scroll the copy to the chosen mark, unless it is in view.
function reveal() {
  const mark = marks.querySelector(".now");
  const above = mark ? mark.offsetTop - text.scrollTop : 0;
  if (mark && (above < 0 || above + mark.offsetHeight > text.clientHeight)) text.scrollTop = mark.offsetTop - text.clientHeight / 3;
}

// The finding after the caret, or before it, around the ends.
function step(back) {
  const all = (result?.findings ?? []).map((finding, number) => [finding.from, number]);
  if (!all.length) { say("No findings."); return; }
  const at = text.selectionStart;
  const ahead = back ? all.filter(([from]) => from < at).pop() : all.find(([from]) => from > at);
  const here = current < 0 && !back && all.find(([from]) => from === at);
  const [, number] = here || ahead || (back ? all[all.length - 1] : all[0]);
  choose(number, true);
  const finding = result.findings[number];
  say(`${finding.severity}: ${finding.message}. ${finding.suggestions.length ? `Suggested: ${finding.suggestions[0] || "remove it"}.` : ""}`);
}

// execCommand is the one way to change a text area that the browser's own undo takes back.
function take(finding, suggestion, byKeyboard) {
  const item = byKeyboard ? document.activeElement.closest("#findings li") : null;
  const place = item ? [...list.children].indexOf(item) : -1;
  choose(result.findings.indexOf(finding), false);
  reveal();
  text.focus({ preventScroll: true });
  text.setSelectionRange(finding.from, finding.to);
  const done = suggestion
    ? document.execCommand("insertText", false, suggestion)
    : document.execCommand("delete");
  if (!done) text.setRangeText(suggestion, finding.from, finding.to, "end");
  moved();
  check();
  // Who goes through the list by keyboard stays in the list.
  if (place >= 0) (list.children[Math.min(place, list.children.length - 1)]?.querySelector(".show") ?? text).focus();
}

function undo() { text.focus({ preventScroll: true }); document.execCommand("undo"); }

text.addEventListener("input", () => { moved(); later(); });
text.addEventListener("scroll", () => { marks.scrollTop = text.scrollTop; });
text.addEventListener("click", () => {
  const at = text.selectionStart;
  if (at !== text.selectionEnd) return;
  choose((result?.findings ?? []).findIndex((f) => f.from <= at && at < f.to), false);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "F8") { event.preventDefault(); step(event.shiftKey); }
  if (event.key === "Enter" && event.altKey && result?.findings[current]?.suggestions.length) {
    event.preventDefault();
    take(result.findings[current], result.findings[current].suggestions[0], false);
  }
  if (event.key === "z" && (event.ctrlKey || event.metaKey) && list.contains(document.activeElement)) {
    event.preventDefault();
    undo();
  }
});
source.addEventListener("input", () => later());
for (const id of ["language", "source-language", "model"]) $(id).addEventListener("change", check);
$("undo").addEventListener("click", undo);
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
    say("Copied.");
  } catch {
    text.focus();
    text.select();
    say(document.execCommand("copy") ? "Copied." : "The browser forbids copying; the text is selected, copy it from there.");
  }
});
$("report").addEventListener("click", async () => {
  if (!text.value.trim()) { say(GREETING); return; }
  say("Making the report…");
  try {
    const response = await post("v1/report", $("model").checked);
    if (!response.ok) { say(BUSY.includes(response.status) ? "Busy; try again in a moment." : await response.text()); return; }
    const link = element("a", "", { href: URL.createObjectURL(await response.blob()), download: "tqcheck-report.html" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    say("Report downloaded.");
  } catch {
    say("The service does not answer. Is it still running?");
  }
});

// A file in UTF-8 or UTF-16, or else in the old encoding of Western Windows.
async function open(file) {
  if (!file) return;
  const bytes = new Uint8Array(await file.arrayBuffer());
  const wide = { "255,254": "utf-16le", "254,255": "utf-16be" }[bytes.slice(0, 2).join()];
  if (!wide && bytes.includes(0)) { say(`${file.name} is no text file; \`tqcheck check\` reads DOCX and other formats.`); return; }
  try {
    text.value = new TextDecoder(wide ?? "utf-8", { fatal: true }).decode(bytes);
  } catch {
    text.value = new TextDecoder("windows-1252").decode(bytes);
  }
  result = null;
  check();
}
$("file").addEventListener("change", (event) => { open(event.target.files[0]); event.target.value = ""; });
const editor = document.querySelector(".editor");
for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    editor.classList.add("drop");
  });
}
document.addEventListener("dragleave", () => editor.classList.remove("drop"));
document.addEventListener("drop", (event) => {
  editor.classList.remove("drop");
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  open(event.dataTransfer.files[0]);
});
LANGUAGES.then(() => { if (text.value) check(); });
