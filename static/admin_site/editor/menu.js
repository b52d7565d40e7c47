// The toolbar: buttons with names, reached by Tab once and then by arrow keys.
import { insertCitation, insertEmbed } from "article-editor/citations";
import { askFor, goOn, pick } from "article-editor/dialogs";
import { showKeys } from "article-editor/shortcuts";
import { insertImage } from "article-editor/pictures";

const linkRecord = (editor, words, addresses) =>
  pick(words.record, words.searchRecords, addresses.records, words).then((found) => {
    if (!found) return;
    const chain = goOn(editor);
    if (!editor.state.selection.empty) chain.setMark("record", { record: found.key }).run();
    else chain.insertContent({
      type: "text", text: found.name, marks: [{ type: "record", attrs: { record: found.key } }],
    }).run();
  });

const linkAddress = (editor, words) => {
  const now = editor.getAttributes("link");
  askFor(words.link, [
    { name: "href", label: words.address, type: "url", value: now.href ?? "", required: true },
    { name: "title", label: words.linkTitle, value: now.title ?? "" },
  ], words).then((given) => {
    if (!given) return;
    const attrs = { href: given.href, title: given.title || null };
    const chain = goOn(editor);
    if (editor.isActive("link")) chain.extendMarkRange("link").setMark("link", attrs).run();
    else if (!editor.state.selection.empty) chain.setMark("link", attrs).run();
    else chain.insertContent({ type: "text", text: given.href, marks: [{ type: "link", attrs }] }).run();
  });
};

const setCallout = (editor, words) => {
  const isOn = editor.isActive("callout");
  const options = isOn ? [...words.callouts, ["", words.noCallout]] : words.callouts;
  askFor(words.callout, [{ name: "callout", label: words.kind, options }], words).then((given) => {
    if (!given) return;
    const chain = goOn(editor);
    if (!isOn) chain.wrapIn("callout", { kind: given.callout }).run();
    else if (given.callout) chain.updateAttributes("callout", { kind: given.callout }).run();
    else chain.lift("callout").run();
  });
};

const editCaption = (editor, words) => {
  const now = editor.getAttributes("table").caption ?? "";
  const plain = Object.assign(document.createElement("template"), { innerHTML: now }).content.textContent;
  askFor(words.caption, [{ name: "caption", label: words.caption, value: plain }], words).then((given) => {
    if (!given || given.caption === plain) return;
    const escaped = Object.assign(document.createElement("span"), { textContent: given.caption }).innerHTML;
    goOn(editor).updateAttributes("table", { caption: escaped || null }).run();
  });
};

const insertFigure = (editor, words) => goOn(editor).insertContent({
  type: "figure",
  content: [{ type: "paragraph" }, { type: "figcaption", content: [{ type: "text", text: words.figcaption }] }],
}).run();

const inTable = (editor) => editor.isActive("table");
const run = (command, ...args) => (editor) => editor.chain().focus()[command](...args).run();
const heading = (level) => [`heading${level}`, `H${level}`, run("toggleHeading", { level }),
  (editor) => editor.isActive("heading", { level })];
const mark = (name, icon) => [name, icon, run("toggleMark", name), (editor) => editor.isActive(name)];

// Name in the word list, icon (Material) or short text, what it does, whether it is on, whether it shows.
const GROUPS = [
  [["paragraph", "notes", run("setParagraph"), (e) => e.isActive("paragraph")], heading(2), heading(3), heading(4)],
  [["bulletList", "format_list_bulleted", run("toggleBulletList"), (e) => e.isActive("bulletList")],
    ["orderedList", "format_list_numbered", run("toggleOrderedList"), (e) => e.isActive("orderedList")],
    ["blockquote", "format_quote", run("toggleBlockquote"), (e) => e.isActive("blockquote")],
    ["callout", "lightbulb", setCallout, (e) => e.isActive("callout")],
    ["horizontalRule", "horizontal_rule", run("setHorizontalRule")]],
  [mark("bold", "format_bold"), mark("italic", "format_italic"), mark("subscript", "subscript"),
    mark("superscript", "superscript")],
  [["link", "insert_link", linkAddress, (e) => e.isActive("link")],
    ["unlink", "link_off", (e) => e.chain().focus().unsetMark("link").unsetMark("record").run(), null,
      (e) => e.isActive("link") || e.isActive("record")]],
  [["citation", "menu_book", insertCitation], ["record", "medication", linkRecord, (e) => e.isActive("record")],
    ["embed", "dataset", insertEmbed], ["image", "image", insertImage], ["figure", "dashboard", insertFigure],
    ["table", "grid_on", run("insertTable", { rows: 3, cols: 3, withHeaderRow: true })]],
  [["caption", "", editCaption, null, inTable], ["addColumn", "", run("addColumnAfter"), null, inTable],
    ["deleteColumn", "", run("deleteColumn"), null, inTable], ["addRow", "", run("addRowAfter"), null, inTable],
    ["deleteRow", "", run("deleteRow"), null, inTable], ["mergeCells", "call_merge", run("mergeCells"), null, inTable],
    ["splitCell", "call_split", run("splitCell"), null, inTable],
    ["headerRow", "table_rows", run("toggleHeaderRow"), null, inTable],
    ["headerCell", "border_top", run("toggleHeaderCell"), null, inTable],
    ["deleteTable", "delete", run("deleteTable"), null, inTable]],
  [["undo", "undo", run("undo"), null, null, (e) => e.can().undo()],
    ["redo", "redo", run("redo"), null, null, (e) => e.can().redo()]],
  [["keys", "keyboard", (e, words) => showKeys(words).then(() => goOn(e).run())]],
];

const button = (name, icon, words) => {
  const element = document.createElement("button");
  element.type = "button";
  const isIcon = /^[a-z_]+$/.test(icon);
  element.className = `prose-menubar__button${isIcon ? " material-icons" : ""}`;
  element.textContent = icon || words[name];
  element.title = words[name];
  element.setAttribute("aria-label", isIcon ? words[name] : `${words[name]} ${icon}`);
  element.dataset.name = name;
  return element;
};

const moveFocus = (event, bar) => {
  const buttons = [...bar.querySelectorAll("button:not([hidden])")];
  const at = buttons.indexOf(document.activeElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  const next = buttons[(to + buttons.length) % buttons.length];
  for (const other of buttons) other.tabIndex = other === next ? 0 : -1;
  next.focus();
};

export function buildToolbar(editor, frame, words, addresses) {
  const bar = document.createElement("div");
  bar.className = "prose-menubar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", words.toolbar);
  const refreshers = [];
  for (const items of GROUPS) {
    const group = bar.appendChild(document.createElement("div"));
    group.className = "prose-menubar__group";
    for (const [name, icon, command, active, shown, enabled] of items) {
      const element = group.appendChild(button(name, icon, words));
      element.tabIndex = refreshers.length ? -1 : 0;
      element.addEventListener("click", () => command(editor, words, addresses));
      refreshers.push(() => {
        element.hidden = shown ? !shown(editor) : false;
        element.disabled = enabled ? !enabled(editor) : false;
        const on = Boolean(active?.(editor));
        element.classList.toggle("active", on);
        if (active) element.setAttribute("aria-pressed", String(on));
      });
    }
  }
  bar.addEventListener("keydown", (event) => moveFocus(event, bar));
  const refresh = () => refreshers.forEach((each) => each());
  editor.on("transaction", refresh);
  frame.prepend(bar);
  refresh();
  return bar;
}
