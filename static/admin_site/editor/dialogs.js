// Dialogs of the editor: a few fields to fill, or a search to pick from. Each resolves to null when closed.
import { get, LoginExpired } from "article-editor/server";

let number = 0;

export const element = (tag, properties = {}, children = []) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

export const open = (title, words, content, result) => {
  const id = `editor-dialog-${++number}`;
  const cancel = element("button", { type: "button", textContent: words.cancel });
  const buttons = element("div", { className: "prose-editor-dialog-buttons" });
  const form = element("form", { method: "dialog" }, [
    element("h3", { id, className: "prose-editor-dialog-title", textContent: title }), ...content, buttons,
  ]);
  const dialog = element("dialog", { className: "prose-editor-dialog" }, [form]);
  dialog.setAttribute("aria-labelledby", id);
  document.body.append(dialog);
  return new Promise((resolve) => {
    const finish = (value) => {
      dialog.remove();
      resolve(value);
    };
    cancel.addEventListener("click", () => finish(null));
    dialog.addEventListener("close", () => finish(null));
    result({ form, buttons, finish });
    buttons.append(cancel);
    dialog.showModal();
  });
};

export const control = (field) => {
  const id = `editor-field-${++number}`;
  const label = element("label", { htmlFor: id, textContent: field.label });
  const { options, label: _label, ...properties } = field;
  const input = options
    ? element("select", { id, name: field.name }, options.map(([value, text]) => element("option", { value, textContent: text })))
    : element("input", { type: "text", ...properties, id });
  return element("div", { className: "prose-editor-dialog-field" }, [label, input]);
};

export const askFor = (title, fields, words) =>
  open(title, words, fields.map(control), ({ form, buttons, finish }) => {
    buttons.append(element("button", { type: "submit", textContent: words.ok }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      finish(Object.fromEntries(new FormData(form)));
    });
  });

const choice = (item, words, finish) => {
  const parts = [element("strong", { textContent: item.name }), element("span", { textContent: item.note })];
  if (item.thumbnail) parts.unshift(element("img", { src: item.thumbnail, alt: "", loading: "lazy" }));
  if (item.proposal) parts.push(element("em", { className: "state state-proposal", textContent: words.proposal }));
  if (item.retracted) parts.push(element("em", { className: "state state-warning", textContent: words.retracted }));
  const button = element("button", { type: "button", className: "pick-choice" }, parts);
  button.addEventListener("click", () => finish(item));
  return element("li", {}, [button]);
};

// `further`, where given, is a button for what is not there yet: its label, and a function that makes it and resolves to
// it, or to null.
export const pick = (title, prompt, address, words, further = null) => {
  const search = control({ name: "q", label: prompt, autocomplete: "off" });
  search.querySelector("input").setAttribute("role", "searchbox"); // type=search would take Escape for itself
  const list = element("ul", { className: "pick-list" });
  const status = element("p", { className: "pick-status" });
  status.setAttribute("role", "status");
  return open(title, words, [search, status, list], ({ form, buttons, finish }) => {
    if (further) {
      const make = element("button", { type: "button", textContent: further.label });
      make.addEventListener("click", async () => {
        const made = await further.create(form.elements.q.value);
        if (made) finish(made);
      });
      buttons.append(make);
    }
    let asked = 0, timer;
    const ask = async () => {
      const mine = ++asked;
      try {
        const { results } = await get(address, { q: form.elements.q.value });
        if (mine !== asked) return;
        list.replaceChildren(...results.map((item) => choice(item, words, finish)));
        status.textContent = results.length ? "" : words.nothing;
      } catch (error) {
        status.textContent = error instanceof LoginExpired ? words.loginExpired : words.failed;
      }
    };
    form.elements.q.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 200);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      list.querySelector("button")?.click();
    });
    ask();
  });
};

// A block goes behind one that is chosen, never in its place; writing goes on in a paragraph behind it.
export const insertBlock = (editor, content) => {
  const { from, to, node } = editor.state.selection;
  return goOn(editor).insertContentAt(node ? to : { from, to }, [content, { type: "paragraph" }]).run();
};

// The editor's own focus() waits for the next frame: what somebody types right after a dialog closed would be lost.
export const goOn = (editor) => {
  editor.view.focus();
  return editor.chain().focus();
};
