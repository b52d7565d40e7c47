// Citation marks open their entries in place; entries and the whole list can be copied; the style switches at once.
// On the page of one citation its line can be copied. Without this file marks jump to the list and back, and the switch
// has its button.
const section = document.querySelector("section.references");

function button(text, className, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = text;
  made.addEventListener("click", action);
  return made;
}

async function copy(text, pressed) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea"); // older browsers, among them those inside other apps
    area.value = text;
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    pressed.focus();
  }
  const before = pressed.textContent;
  pressed.textContent = section.dataset.copied;
  announce(section.dataset.copied);
  setTimeout(() => { pressed.textContent = before; }, 2000);
}

function announce(text) {
  status.textContent = "";
  requestAnimationFrame(() => { status.textContent = text; });
}

const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");

class Entries {
  constructor() {
    this.box = document.createElement("div");
    this.box.className = "cite-box";
    this.box.popover = "auto";
    this.box.tabIndex = -1;
    this.box.setAttribute("role", "dialog");
    this.box.setAttribute("aria-label", section.dataset.entry);
    this.mark = null;
    section.after(this.box);
    document.addEventListener("click", (event) => {
      const mark = event.target.closest?.('.cite a[href^="#ref-"]');
      if (mark && !event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0) {
        event.preventDefault();
        this.open(mark);
      }
    });
    this.box.addEventListener("toggle", (event) => {
      if (event.newState === "closed") this.mark?.removeAttribute("aria-expanded");
    });
    // A phone's address bar comes and goes while somebody reads: only another width moves the text under the box.
    let width = innerWidth;
    addEventListener("resize", () => {
      if (innerWidth !== width) this.box.hidePopover();
      width = innerWidth;
    });
  }

  entries(mark) {
    const group = mark.closest(".cite");
    const ids = [...group.querySelectorAll("a, [data-ref]")].map((each) => each.dataset.ref ?? each.hash.slice(1));
    return [...new Set(ids)].map((id) => document.getElementById(id)).filter(Boolean);
  }

  open(mark) {
    this.mark = mark;
    this.box.replaceChildren(...this.entries(mark).map((entry) => this.shown(entry)), this.foot(mark));
    this.box.showPopover();
    this.place(mark);
    mark.setAttribute("aria-expanded", "true");
    this.box.focus({ preventScroll: true });
  }

  shown(entry) {
    const made = document.createElement("p");
    made.lang = entry.lang || document.documentElement.lang;
    const number = document.createElement("span");
    number.className = "cite-box-number";
    number.textContent = `[${entry.id.slice(4)}] `;
    const copies = [...entry.cloneNode(true).childNodes];
    made.append(number, ...copies.filter((node) => !node.matches?.(".backlink, button")));
    return made;
  }

  foot(mark) {
    const foot = document.createElement("div");
    foot.className = "cite-box-foot";
    const jump = document.createElement("a");
    jump.href = mark.hash;
    jump.textContent = section.dataset.jump;
    jump.addEventListener("click", () => this.box.hidePopover());
    foot.append(jump, button(section.dataset.close, "cite-box-close", () => {
      this.box.hidePopover();
      mark.focus();
    }));
    return foot;
  }

  // Beside the mark where there is room; on a phone the style sheet keeps it at the lower edge.
  place(mark) {
    if (matchMedia("(max-width: 40rem)").matches) {
      this.box.style.removeProperty("top");
      this.box.style.removeProperty("left");
      return;
    }
    const at = mark.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const above = at.bottom + 8 + height > innerHeight && at.top - 8 - height > 0;
    this.box.style.top = `${above ? at.top - 8 - height : at.bottom + 8}px`;
    this.box.style.left = `${Math.max(8, Math.min(at.left - 24, document.documentElement.clientWidth - width - 8))}px`;
  }
}

if (section) {
  section.append(status);
  const entries = [...section.querySelectorAll("ol > li[data-text]")];
  for (const entry of entries) {
    const made = button(section.dataset.copy, "reference-copy", () => copy(entry.dataset.text, made));
    made.lang = document.documentElement.lang;
    made.setAttribute("aria-label", `${section.dataset.copy} [${entry.id.slice(4)}]`);
    entry.append(" ", made);
  }
  const tools = section.querySelector(".references-tools");
  if (tools) {
    const all = button(section.dataset.copyAll, "reference-copy", () =>
      copy(entries.map((entry, at) => `[${at + 1}] ${entry.dataset.text}`).join("\n"), all));
    tools.append(all);
  }
  const form = section.querySelector(".references-style");
  if (form) {
    form.querySelector("select").addEventListener("change", () => form.requestSubmit());
    form.querySelector("button").hidden = true;
  }
  const line = section.querySelector("#cite-line");
  if (line) {
    const one = button(section.dataset.copy, "reference-copy", () => copy(line.textContent, one));
    form.append(one);
  }
  if (section.dataset.entry && "popover" in HTMLElement.prototype) new Entries();
}
