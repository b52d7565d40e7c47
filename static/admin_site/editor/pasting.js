// What is pasted from Word, WeChat and web pages, made plain: their lists become lists, bold that is only said by a
// style becomes bold, and nothing else of their styles stays. HTML in, HTML out.
const JUNK = "style, script, title, xml, link, meta, base, img, svg, iframe, object, form, input, button, noscript, [hidden]";
const BOLD = /^(bold|bolder|[6-9]00)$/;

// The page's policy refuses styles and handlers aloud, in documents that are only read too: styles become data.
const parsed = (html) => {
  const plain = html
    .replace(/<(style|script|title|xml)\b[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<\/?o:p[^>]*>|<(?:img|link|meta|base)\b[^>]*>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag
      .replace(/\sstyle\s*=/gi, " data-css=")
      .replace(/\son\w+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi, ""));
  return new DOMParser().parseFromString(plain, "text/html");
};

const declared = (element, name) =>
  element.dataset.css?.match(new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]+)`, "i"))?.[1].trim().toLowerCase() ?? "";

const rename = (element, tag) => {
  const made = element.ownerDocument.createElement(tag);
  made.append(...element.childNodes);
  element.replaceWith(made);
  return made;
};

const unwrap = (element) => element.replaceWith(...element.childNodes);

// ---- Word's lists: paragraphs that say `mso-list:l0 level2 lfo1`, with the number as text in a span of its own.
const wordLevel = (paragraph) => Number(declared(paragraph, "mso-list").match(/level(\d+)/)?.[1] ?? 0);
const wordList = (paragraph) => declared(paragraph, "mso-list").match(/\bl\d+/)?.[0] ?? "";

const takeMarker = (paragraph) => {
  const marker = [...paragraph.querySelectorAll("span")].find((span) => /^ignore$/i.test(declared(span, "mso-list")));
  const text = marker?.textContent.replace(/[\s\u00a0]+/g, "") ?? "";
  const holder = marker?.parentElement;
  marker?.remove();
  if (holder && holder !== paragraph && !holder.textContent.trim()) holder.remove();
  return text;
};

const NUMBERED = /^[(（]?(?:\d+(?:\.\d+)*|[a-z]{1,4}|[一二三四五六七八九十百]+|[①-⑳])[.)）、．]*$/i;
const startOf = (marker) => Number(marker.match(/(\d+)[.)）、．]*$/)?.[1] ?? 1);

const gatherWordLists = (body) => {
  let open = []; // of lists, one a level
  let list = "";
  for (const paragraph of [...body.querySelectorAll("p, h1, h2, h3, h4, h5, h6, div")]) {
    const level = /^(P|DIV)$/.test(paragraph.tagName) ? wordLevel(paragraph) : 0;
    if (!level) {
      if (paragraph.tagName === "P" || /^H\d$/.test(paragraph.tagName)) open = [];
      continue;
    }
    const marker = takeMarker(paragraph);
    const tag = NUMBERED.test(marker) ? "ol" : "ul";
    const follows = open[0] && open[0].parentElement === paragraph.parentElement && open[0].nextElementSibling === paragraph;
    if (!follows || (level === 1 && (wordList(paragraph) !== list || open[0].localName !== tag))) open = [];
    list = wordList(paragraph);
    open.length = Math.min(open.length, level);
    if (open.length === level && open[level - 1].localName !== tag) open.length = level - 1;
    while (open.length < level) {
      const made = body.ownerDocument.createElement(open.length === level - 1 ? tag : "ul");
      if (made.localName === "ol" && startOf(marker) > 1) made.setAttribute("start", startOf(marker));
      const last = open.at(-1);
      if (last) (last.lastElementChild ?? last.appendChild(body.ownerDocument.createElement("li"))).append(made);
      else paragraph.before(made);
      open.push(made);
    }
    const item = body.ownerDocument.createElement("li");
    item.append(...paragraph.childNodes);
    open.at(-1).append(item);
    paragraph.remove();
  }
};

// ---- Formats that are said by styles alone, as WeChat, Google Docs and Word for the web write them.
const spellOutStyles = (body) => {
  for (const element of [...body.querySelectorAll("b, strong")]) {
    // Google Docs puts everything into one <b style="font-weight:normal">.
    if (/^(normal|400)$/.test(declared(element, "font-weight"))) unwrap(element);
  }
  for (const element of [...body.querySelectorAll("span, font")]) {
    const inHeading = element.closest("h1, h2, h3, h4, h5, h6, th");
    if (BOLD.test(declared(element, "font-weight")) && !inHeading && !element.closest("strong, b")) rename(element, "strong");
    else if (declared(element, "font-style") === "italic") rename(element, "em");
    else if (declared(element, "vertical-align") === "super") rename(element, "sup");
    else if (declared(element, "vertical-align") === "sub") rename(element, "sub");
  }
};

// WeChat wraps all in <section>; a section that holds no block of its own is a paragraph.
const BLOCK = "p, div, section, article, ul, ol, table, blockquote, figure, h1, h2, h3, h4, h5, h6, hr, pre";
const sectionsToParagraphs = (body) => {
  for (const element of [...body.querySelectorAll("section, article, div, center, main, header, footer, aside")].reverse()) {
    if (element.querySelector(BLOCK)) unwrap(element);
    else if (element.textContent.trim()) rename(element, "p");
    else element.remove();
  }
};

const LEVELS = { h1: "h2", h5: "h4", h6: "h4" };

const dropEmpty = (body) => {
  for (const element of [...body.querySelectorAll("p, span, strong, em, b, i, a, li, h2, h3, h4")].reverse()) {
    const holds = element.textContent.replace(/[\s\u00a0\u200b\ufeff]/g, "") || element.querySelector("cite, table, figure, hr, li");
    if (!holds && !element.closest("td, th")) element.remove();
  }
};

export const plainMarkup = (html) => {
  const body = parsed(html).body;
  const ours = body.querySelector("[data-pm-slice]");
  if (ours) { // copied out of this editor: it is as it should be
    for (const element of body.querySelectorAll("[data-css]")) element.removeAttribute("data-css");
    return body.innerHTML;
  }
  for (const element of body.querySelectorAll(JUNK)) element.remove();
  for (const element of [...body.querySelectorAll("*")]) {
    if (/^(none)$/.test(declared(element, "display")) || declared(element, "mso-hide") === "all") element.remove();
  }
  gatherWordLists(body);
  spellOutStyles(body);
  sectionsToParagraphs(body);
  for (const [from, to] of Object.entries(LEVELS)) for (const element of [...body.querySelectorAll(from)]) rename(element, to);
  for (const element of [...body.querySelectorAll("*")]) {
    for (const { name, value } of [...element.attributes]) {
      const kept = /^(href|title|colspan|rowspan|start|scope|data-(citation|record|image|embed|product|jurisdiction))$/.test(name);
      if (!kept || (name === "href" && !/^(https?:|mailto:|#)/i.test(value))) element.removeAttribute(name);
    }
    // Links inside the document it came from (footnotes, contents) lead nowhere here.
    if (element.localName === "a" && !element.dataset.record && !/^(https?|mailto):/i.test(element.getAttribute("href") ?? "")) unwrap(element);
  }
  dropEmpty(body);
  return body.innerHTML.replace(/[\u200b\ufeff]/g, "").replace(/\u00a0/g, " ");
};
