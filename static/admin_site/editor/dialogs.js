// Dialogs of the editor: a few fields to fill, or a search to pick from. Each resolves to null when closed.
let number = 0;

const element = (tag, properties = {}, children = []) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

const open = (title, words, content, result) => {
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

const control = (field) => {
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
  if (item.proposal) parts.push(element("em", { className: "state state-proposal", textContent: words.proposal }));
  if (item.retracted) parts.push(element("em", { className: "state state-warning", textContent: words.retracted }));
  const button = element("button", { type: "button", className: "pick-choice" }, parts);
  button.addEventListener("click", () => finish(item));
  return element("li", {}, [button]);
};

export const pick = (title, prompt, address, words) => {
  const search = control({ name: "q", label: prompt, autocomplete: "off" });
  search.querySelector("input").setAttribute("role", "searchbox"); // type=search would take Escape for itself
  const list = element("ul", { className: "pick-list" });
  const status = element("p", { className: "pick-status" });
  status.setAttribute("role", "status");
  return open(title, words, [search, status, list], ({ form, finish }) => {
    let asked = 0, timer;
    const ask = async () => {
      const mine = ++asked;
      const query = new URLSearchParams({ q: form.elements.q.value });
      try {
        const answer = await fetch(`${address}?${query}`, { headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error(String(answer.status));
        const { results } = await answer.json();
        if (mine !== asked) return;
        list.replaceChildren(...results.map((item) => choice(item, words, finish)));
        status.textContent = results.length ? "" : words.nothing;
      } catch {
        status.textContent = words.failed;
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
