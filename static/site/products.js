// The product list: filters at once, without leaving the page, and no more than five products to compare.
// The server draws every list; without this script the button of the form does the same.
const LIMIT = 5;
const WAIT = 150;
const form = document.getElementById("filters");
const results = document.getElementById("results");
const compared = new Set();
let request = null;
let timer = 0;

function address() {
  const fields = [...new FormData(form)].filter(([name, value]) => value && !(name === "sort" && value === "name"));
  const query = new URLSearchParams(fields).toString();
  return form.getAttribute("action") + (query ? `?${query}` : "");
}

function taken(from, id) {
  const here = document.getElementById(id);
  const there = from.getElementById(id);
  if (here && there && here.textContent !== there.textContent) here.textContent = there.textContent;
}

function takeCounts(from) {
  const numbers = new Map([...from.querySelectorAll("[data-count]")].map((e) => [e.dataset.count, e.textContent]));
  for (const place of form.querySelectorAll("[data-count]")) {
    const number = numbers.get(place.dataset.count) ?? "0";
    place.textContent = number;
    place.closest(".option").classList.toggle("option-none", number === "0");
  }
}

function show(html, url) {
  const from = new DOMParser().parseFromString(html, "text/html");
  const there = from.getElementById("results");
  if (!there) return location.assign(url);
  results.replaceChildren(...there.childNodes);
  taken(from, "found");
  taken(from, "filter-number");
  takeCounts(from);
  const other = from.querySelector(".switch");
  if (other) document.querySelector(".switch")?.setAttribute("href", other.getAttribute("href"));
  history.replaceState(null, "", url);
  keepCompared();
}

async function refresh() {
  const url = address();
  request?.abort();
  const mine = new AbortController();
  request = mine;
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { signal: mine.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    show(await answer.text(), url);
  } catch (problem) {
    if (problem.name === "AbortError") return;
    location.assign(url);
  }
  results.removeAttribute("aria-busy");
}

// What was ticked stays ticked when a filter takes its row away: the form then carries it unseen.
function keepCompared() {
  const compare = results.querySelector(".compare-form");
  if (!compare) return;
  for (const hidden of compare.querySelectorAll("input[type=hidden]")) hidden.remove();
  const boxes = [...compare.querySelectorAll("input[name=p]")];
  for (const box of boxes) box.checked = compared.has(box.value);
  const seen = new Set(boxes.map((box) => box.value));
  for (const slug of compared) {
    if (seen.has(slug)) continue;
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name: "p", value: slug });
    compare.append(hidden);
  }
  for (const box of boxes) box.disabled = compared.size >= LIMIT && !box.checked;
}

function setUp() {
  // On a wide screen the filters stand beside the list; browsers that cannot show a closed panel by CSS open it here.
  const panel = form.querySelector(".filter-panel");
  const wide = matchMedia("(min-width: 62rem)");
  if (wide.matches) panel.open = true;
  form.classList.add("is-live");
  form.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, WAIT);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    refresh();
    if (wide.matches) return;
    panel.open = false; // on a phone the list lies below the panel
    document.getElementById("found").scrollIntoView({ block: "start" });
  });
  results.addEventListener("change", ({ target }) => {
    if (target.name !== "p") return;
    if (target.checked) compared.add(target.value);
    else compared.delete(target.value);
    keepCompared();
  });
  // A browser that goes back restores ticks.
  for (const box of results.querySelectorAll("input[name=p]:checked")) compared.add(box.value);
  keepCompared();
}

if (form && results) setUp();
