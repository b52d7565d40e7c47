// Keys of the editor, the same for both scripts, and the list of them. Alt+F10 goes to the toolbar, Escape back.
import { element, goOn, open } from "article-editor/dialogs";

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const COMMAND = MAC ? "⌘" : "Ctrl+";

// What a key does (a button of the toolbar by its name), and how it is written.
const KEYS = [
  ["k", {}, "link"],
  ["c", { alt: true }, "citation"],
  ["r", { alt: true }, "record"],
  ["i", { alt: true }, "image"],
  ["e", { alt: true }, "embed"],
  ["t", { alt: true }, "table"],
];
// Those that the editor knows by itself.
const BUILT_IN = [
  ["heading2", "Alt+2"], ["heading3", "Alt+3"], ["heading4", "Alt+4"], ["paragraph", "Alt+0"], ["bold", "B"], ["italic", "I"],
  ["bulletList", "Shift+8"], ["orderedList", "Shift+7"], ["undo", "Z"], ["redo", "Shift+Z"],
];

const codeOf = (key) => (/\d/.test(key) ? `Digit${key}` : `Key${key.toUpperCase()}`);

export const showKeys = (words) => {
  const rows = [
    ["save", `${COMMAND}S`], ...KEYS.map(([key, { alt }, name]) => [name, `${COMMAND}${alt ? "Alt+" : ""}${key.toUpperCase()}`]),
    ...BUILT_IN.map(([name, key]) => [name, `${COMMAND}${key}`]), ["toolbar", "Alt+F10"], ["keys", "Alt+F1"],
  ].map(([name, key]) => element("tr", {}, [
    element("th", { scope: "row", textContent: words[name] }), element("td", {}, [element("kbd", { textContent: key })]),
  ]));
  return open(words.keys, { ...words, cancel: words.ok }, [element("table", { className: "editor-keys" }, [element("tbody", {}, rows)])], () => {});
};

export const listen = (editor, frame, bar, words) => {
  frame.addEventListener("keydown", (event) => {
    if (event.altKey && event.key === "F10") {
      event.preventDefault();
      bar.querySelector('button[tabindex="0"]')?.focus();
    } else if (event.altKey && event.key === "F1") {
      event.preventDefault();
      showKeys(words).then(() => goOn(editor).run());
    } else if (event.key === "Escape" && bar.contains(event.target)) {
      event.preventDefault();
      goOn(editor).run();
    } else if (event.ctrlKey || event.metaKey) {
      const found = KEYS.find(([key, { alt }]) => event.code === codeOf(key) && Boolean(alt) === event.altKey && !event.shiftKey);
      const button = found && bar.querySelector(`[data-name="${found[2]}"]`);
      if (!button || button.disabled || button.hidden) return;
      event.preventDefault();
      button.click();
    }
  });
};

// Ctrl+S saves and stays, wherever the focus is.
export const listenForSave = () => {
  const save = document.querySelector('[name="_continue"]');
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "s" || !save) return;
    event.preventDefault();
    save.click();
  });
};
