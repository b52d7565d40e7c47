// Underlines what the checks find, in place and while writing, lists it below the editor, and mends what has one answer.
import { element } from "article-editor/dialogs";
import { post } from "article-editor/server";

const WAIT = 900; // milliseconds after the last key
const LEVELS = ["error", "warning", "info"];
const SHOWN = 60;
const ranges = new Map(); // of each editor, by level

// The text of one block, and for each of its UTF-16 units the place in the document.
const read = (node, start, block = { text: "", places: [], cites: [] }) => {
  node.forEach((child, offset) => {
    const place = start + offset;
    if (child.isText) {
      for (let unit = 0; unit < child.text.length; unit++) block.places.push(place + unit);
      block.text += child.text;
    } else if (child.type.name === "citation") block.cites.push([block.text.length, child.attrs.key]);
    else if (child.type.name === "hardBreak") {
      block.places.push(place);
      block.text += "\n";
    }
  });
  return block;
};

const rowOf = (row, start) => {
  const block = { text: "", places: [], cites: [], kind: "row", level: 0 };
  row.descendants((node, offset) => {
    if (!node.isTextblock) return true;
    for (let unit = 0; unit < 3; unit++) block.places.push(start + 1 + offset);
    block.text += " | ";
    read(node, start + 1 + offset + 1, block);
    return false;
  });
  return block;
};

const KINDS = { listItem: "item", figcaption: "caption" };

const blocksOf = (doc) => {
  const blocks = [];
  doc.descendants((node, place, parent) => {
    if (node.type.name === "tableRow") blocks.push(rowOf(node, place));
    else if (node.isTextblock) {
      const heading = node.type.name === "heading";
      const kind = heading ? "heading" : KINDS[node.type.name] ?? KINDS[parent?.type.name] ?? "text";
      blocks.push({ ...read(node, place + 1), kind, level: heading ? node.attrs.level : 0 });
    } else return true;
    return false;
  });
  return blocks.filter(({ text }) => text.trim());
};

const rangeOf = (view, from, to) => {
  const range = document.createRange(), first = view.domAtPos(from), last = view.domAtPos(to);
  range.setStart(first.node, first.offset);
  range.setEnd(last.node, last.offset);
  return range;
};

const underline = (editor, findings) => {
  if (!globalThis.CSS?.highlights) return; // an older browser: the list below says it all
  ranges.set(editor, findings.map((found) => [found.level, rangeOf(editor.view, found.from, found.to)]));
  const all = [...ranges.values()].flat();
  for (const level of LEVELS)
    CSS.highlights.set(`finding-${level}`, new Highlight(...all.filter(([each]) => each === level).map(([, range]) => range)));
};

const located = (blocks, answer) =>
  answer.filter(({ block, start, end }) => end > start && blocks[block]?.places[end - 1] !== undefined)
    .map((found) => {
      const { text, places } = blocks[found.block];
      return { ...found, from: places[found.start], to: places[found.end - 1] + 1, excerpt: text.slice(found.start, found.end) };
    });

const select = (editor, { from, to }) => editor.chain().focus().setTextSelection({ from, to }).scrollIntoView().run();

const repair = (editor, { from, to, excerpt, repair: right }) => {
  if (editor.state.doc.textBetween(from, to) !== excerpt) return; // written over meanwhile: the next check looks again
  editor.view.dispatch(editor.state.tr.insertText(right, from, to));
  editor.commands.focus();
};

const item = (editor, found, words) => {
  const go = element("button", { type: "button", className: "finding-go", textContent: found.excerpt.slice(0, 40) });
  go.addEventListener("click", () => select(editor, found));
  const parts = [element("span", { className: `finding finding-${found.level}`, textContent: words.levels[found.level] }), " ", go, " ", found.message];
  if (found.repair !== null) {
    const mend = element("button", { type: "button", className: "finding-mend", textContent: words.mend.replace("%s", found.repair || "∅") });
    mend.addEventListener("click", () => repair(editor, found));
    parts.push(" ", mend);
  }
  return element("li", {}, parts);
};

const watch = (textarea, editor) => {
  const address = JSON.parse(textarea.dataset.addresses).check, words = JSON.parse(textarea.dataset.words).checks;
  if (!address) return;
  const script = textarea.id.endsWith("hant") ? "zh-hant" : "zh-hans";
  const status = element("span", { textContent: words.checking }), list = element("ul");
  status.setAttribute("role", "status"); // within the summary, whose own role is that of a button
  const box = element("details", { className: "editor-findings" }, [element("summary", {}, [status]), list]);
  textarea.parentElement.append(box);
  let asked = 0, timer;
  const show = (findings) => {
    underline(editor, findings);
    const counts = LEVELS.map((level) => [level, findings.filter((found) => found.level === level).length]).filter(([, n]) => n);
    status.textContent = counts.length
      ? `${words.title}${counts.map(([level, n]) => `${words.levels[level]} ${n}`).join("，")}`
      : words.nothing;
    list.replaceChildren(...findings.slice(0, SHOWN).map((found) => item(editor, found, words)));
  };
  const check = async () => {
    const mine = ++asked, blocks = blocksOf(editor.state.doc);
    const sent = blocks.map(({ text, kind, level, cites }) => ({ text, kind, level, cites }));
    try {
      const { findings } = await post(address, JSON.stringify({ script, blocks: sent }));
      if (mine === asked) show(located(blocks, findings));
    } catch {
      if (mine === asked) status.textContent = words.failed; // the save checks again in any case
    }
  };
  const soon = () => {
    asked++;
    clearTimeout(timer);
    timer = setTimeout(check, WAIT);
  };
  editor.on("update", soon);
  soon();
};

document.addEventListener("article-editor:ready", ({ target, detail }) => watch(target, detail.editor));
