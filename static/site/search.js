// Suggestions while a question is typed. Without this file the search works all the same.
const PAUSE = 150; // milliseconds of rest before the server is asked

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

class Suggestions {
  constructor(input) {
    this.input = input;
    this.chosen = -1;
    this.asked = "";
    this.list = element("ul", "suggestions", "");
    this.list.id = `${input.id}-suggestions`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", input.dataset.suggest);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", this.list.id]]) {
      input.setAttribute(name, value);
    }
    input.form.append(this.list);
    input.addEventListener("input", (event) => event.isComposing || this.wait());
    input.addEventListener("compositionend", () => this.wait());
    input.addEventListener("keydown", (event) => this.key(event));
    input.form.addEventListener("focusout", (event) => {
      if (!input.form.contains(event.relatedTarget)) this.close();
    });
    // A press must not take the focus from the field before the click reaches the link.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const query = this.input.value.trim();
    if (query === this.asked && !this.list.hidden) return;
    this.asked = query;
    this.running?.abort();
    if (!query) return this.close();
    this.running = new AbortController();
    try {
      const address = new URL("suggest/", this.input.form.action);
      address.searchParams.set("q", query);
      const response = await fetch(address, { signal: this.running.signal });
      if (response.ok) this.show((await response.json()).suggestions);
    } catch {
      // Another question followed, or the network is away: the form itself still works.
    }
  }

  show(suggestions) {
    this.list.replaceChildren(...suggestions.map((one, number) => this.option(one, number)));
    this.choose(-1);
    const open = suggestions.length > 0 && this.input.form.contains(document.activeElement);
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
  }

  option({ title, name, label, url }, number) {
    const option = element("li", "", "");
    option.id = `${this.list.id}-${number}`;
    option.setAttribute("role", "option");
    const link = element("a", "", "");
    link.href = url;
    link.tabIndex = -1;
    const text = element("span", "", title);
    if (name) text.append(element("span", "suggestion-name", ` ${name}`));
    link.append(element("span", "suggestion-kind", label), text);
    option.append(link);
    return option;
  }

  choose(number) {
    this.chosen = number;
    [...this.list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === number)));
    const option = this.list.children[number];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  key(event) {
    if (event.isComposing || this.list.hidden) return;
    const count = this.list.children.length + 1; // one more: the field itself
    if (event.key === "ArrowDown") this.choose(((this.chosen + 2) % count) - 1);
    else if (event.key === "ArrowUp") this.choose(((this.chosen + count) % count) - 1);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && this.chosen >= 0) this.list.children[this.chosen].firstElementChild.click();
    else return;
    event.preventDefault();
  }

  close() {
    clearTimeout(this.timer);
    this.running?.abort();
    this.asked = "";
    this.list.hidden = true;
    this.choose(-1);
    this.input.setAttribute("aria-expanded", "false");
  }
}

document.querySelectorAll("input[data-suggest]").forEach((input) => new Suggestions(input));
