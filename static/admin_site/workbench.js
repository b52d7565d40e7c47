// The workbench: editing blocks in place, choosing characters, making terms; all of it with the keyboard too.
// Without this script every block is a textarea in the same form.
"use strict";
{
  const form = document.querySelector("#workbench");
  const words = JSON.parse(document.querySelector("#workbench-words").textContent);
  const unsaved = form.querySelector(".wb-unsaved");
  let lines = [], menu = null;

  const isTyping = (element) => element.isContentEditable || element.matches("textarea, input:not([type=checkbox])");
  const lineOf = (element) => lines.find((line) => line.element === element.closest?.(".wb-line"));

  const noteChange = () => {
    unsaved.textContent = words.unsaved;
    unsaved.hidden = false;
    form.dataset.changed = "yes";
  };

  // ---- the text of a block -------------------------------------------------------------------------------------
  const noteEdit = (line) => {
    line.isEdited = true;
    line.state.textContent = words.edited;
    line.state.className = "derived derived-edited wb-state";
    noteChange();
  };

  const show = (line) => {
    if (line.isHtml) line.view.innerHTML = line.text.value;
    else line.view.textContent = line.text.value;
  };

  const setText = (line, value) => {
    line.text.value = value;
    show(line);
    noteEdit(line);
  };

  // In tables, lists and figures only what holds text can be edited: their frame is the source's.
  const EDITABLE = { contenteditable: "true", role: "textbox", "aria-multiline": "true" };
  const PARTS = "td, th, caption, figcaption, li:not(li li)";
  const hosts = (line) => {
    const parts = line.view.querySelectorAll(PARTS);
    return parts.length ? [...parts] : [line.view];
  };

  const edit = (line) => {
    if (!line?.text || line.isOpen) return;
    closeMenu();
    line.isOpen = true;
    line.marked = line.view.innerHTML;
    line.before = line.text.value;
    line.button.textContent = words.done;
    if (line.isHtml) {
      show(line);
      line.before = line.view.innerHTML; // the browser writes entities its own way
      const name = line.text.getAttribute("aria-label");
      for (const host of hosts(line)) {
        for (const [key, value] of Object.entries(EDITABLE)) host.setAttribute(key, value);
        host.setAttribute("aria-label", name);
      }
      const first = hosts(line)[0];
      first.focus();
      getSelection().selectAllChildren(first);
      getSelection().collapseToEnd();
    } else {
      line.view.hidden = true;
      line.text.classList.add("is-editing");
      line.text.focus();
    }
  };

  const finish = (line) => {
    if (!line?.isOpen) return;
    line.isOpen = false;
    line.button.textContent = words.edit;
    line.view.hidden = false;
    line.text.classList.remove("is-editing");
    for (const host of hosts(line)) for (const key of [...Object.keys(EDITABLE), "aria-label"]) host.removeAttribute(key);
    const now = line.isHtml ? line.view.innerHTML : line.text.value;
    if (now === line.before) line.view.innerHTML = line.marked;
    else setText(line, now);
    line.element.focus();
  };

  const take = (line) => {
    const machine = line?.element.querySelector(".wb-machine-text")?.content.querySelector("textarea").value;
    if (machine === undefined) return;
    if (line.isOpen) finish(line);
    setText(line, machine);
  };

  // A word as the region says it, in the whole block; the button has served then.
  const sayOtherwise = (line, button) => {
    if (line.isOpen) finish(line);
    setText(line, line.text.value.replaceAll(button.dataset.before, button.dataset.after));
    button.remove();
    line.element.focus();
  };

  const toggle = (line, name) => line?.element.querySelector(`.wb-${name}`)?.click();

  // ---- the choices of a doubtful character ---------------------------------------------------------------------
  const closeMenu = () => {
    menu?.remove();
    menu = null;
  };

  const choose = (doubt, choice) => {
    const line = lineOf(doubt);
    const characters = Array.from(line.text.value); // places count characters, not halves of pairs
    characters[Number(doubt.dataset.at)] = choice;
    line.text.value = characters.join("");
    doubt.textContent = choice;
    noteEdit(line);
  };

  const menuButton = (label, attributes, act) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    for (const [name, value] of Object.entries(attributes)) button.setAttribute(name, value);
    button.addEventListener("click", act);
    return button;
  };

  const openMenu = (doubt) => {
    if (!lineOf(doubt)?.text) return;
    closeMenu();
    menu = Object.assign(document.createElement("div"), { className: "wb-menu" });
    menu.setAttribute("role", "menu");
    menu.setAttribute("aria-label", words.choices);
    for (const choice of doubt.dataset.choices) {
      const chosen = { role: "menuitemradio", "aria-checked": String(choice === doubt.textContent), lang: form.dataset.target };
      menu.append(menuButton(choice, chosen, () => {
        if (choice !== doubt.textContent) choose(doubt, choice);
        closeMenu();
        doubt.focus();
      }));
    }
    menu.append(menuButton(words.term, { role: "menuitem", class: "wb-menu-term" }, () => openTerm(wordAround(doubt), true, doubt)));
    document.body.append(menu);
    const box = doubt.getBoundingClientRect();
    menu.style.top = `${box.bottom + scrollY + 4}px`;
    menu.style.left = `${Math.max(4, Math.min(box.left + scrollX, innerWidth - menu.offsetWidth - 8))}px`;
    menu.addEventListener("keydown", (event) => onMenuKey(event, doubt));
    (menu.querySelector('[aria-checked="true"]') ?? menu.firstChild).focus();
  };

  const onMenuKey = (event, doubt) => {
    const buttons = [...menu.children];
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      closeMenu();
      doubt.focus();
    } else if (step) {
      event.preventDefault();
      buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length].focus();
    }
    event.stopPropagation();
  };

  // ---- a term on the spot --------------------------------------------------------------------------------------
  const wordAround = (doubt) => {
    const after = doubt.nextSibling?.nodeType === Node.TEXT_NODE ? doubt.nextSibling.data : "";
    const before = doubt.previousSibling?.nodeType === Node.TEXT_NODE ? doubt.previousSibling.data : "";
    const han = /\p{Script=Han}/u;
    const [last, next] = [before.slice(-1), after.slice(0, 1)];
    return (han.test(last) ? last : "") + doubt.textContent + (han.test(next) ? next : "");
  };

  const selected = () => {
    const selection = getSelection();
    const cell = selection.anchorNode?.parentElement?.closest(".wb-source, .wb-target");
    const text = selection.toString().trim();
    return text && cell ? { text, isTarget: cell.classList.contains("wb-target") } : null;
  };

  // The dialog is `workbench_term.js`.
  const openTerm = (text, isTarget, back = document.activeElement) => {
    closeMenu();
    form.dispatchEvent(new CustomEvent("workbench:term", { detail: { text, isTarget, back } }));
  };

  // ---- moving about --------------------------------------------------------------------------------------------
  const focusLine = (line) => {
    if (!line) return;
    for (const other of lines) other.element.tabIndex = other === line ? 0 : -1;
    line.element.focus();
  };

  const move = (line, step) => focusLine(lines[lines.indexOf(line) + step]);

  const nextOpen = (line) => {
    const start = lines.indexOf(line) + 1;
    const order = [...lines.slice(start), ...lines.slice(0, start)];
    const next = order.find((other) => other.element.classList.contains("wb-open") && !other.isEdited);
    if (!next) unsaved.textContent = words.none, (unsaved.hidden = false);
    focusLine(next);
    next?.element.querySelector(".doubt")?.focus();
  };

  const KEYS = {
    j: (line) => move(line, 1), ArrowDown: (line) => move(line, 1), k: (line) => move(line, -1), ArrowUp: (line) => move(line, -1),
    n: nextOpen, e: edit, l: (line) => toggle(line, "locked"), a: (line) => toggle(line, "accepted"),
    s: (line) => toggle(line, "settled"), m: take,
    t: () => { const found = selected(); if (found) openTerm(found.text, found.isTarget); },
  };

  const onSave = (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s" || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    form.querySelector("[type=submit]")?.click();
  };

  const onKey = (event) => {
    const line = lineOf(event.target);
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") finish(line);
    else if (isTyping(event.target)) onTyping(event);
    else if (event.target.matches(".doubt") && (event.key === "Enter" || event.key === " ")) openMenu(event.target);
    else if (event.target === line.element && event.key === "Enter") edit(line);
    else if (KEYS[event.key] && (event.key.length === 1 || event.target === line.element)) KEYS[event.key](line);
    else return;
    if (!isTyping(event.target) || event.key === "Escape") event.preventDefault();
  };

  const onTyping = (event) => {
    if (event.key !== "Enter" || !event.target.matches(`[contenteditable]:is(${PARTS})`)) return;
    event.preventDefault(); // a new paragraph would tear the cell
    document.execCommand("insertLineBreak");
  };

  const onClick = (event) => {
    if (menu && !event.target.closest(".wb-menu")) closeMenu();
    const line = lineOf(event.target);
    if (!line) return;
    if (event.target.matches(".wb-edit")) line.isOpen ? finish(line) : edit(line);
    else if (event.target.matches(".wb-take")) take(line);
    else if (event.target.matches(".wb-word")) sayOtherwise(line, event.target);
    else if (event.target.matches(".doubt") && !line.isOpen) openMenu(event.target);
  };

  const onSubmit = () => {
    for (const line of lines) {
      finish(line);
      if (line.text) line.text.disabled = !line.isEdited;
    }
    delete form.dataset.changed;
  };

  const start = () => {
    form.classList.add("with-script");
    lines = [...form.querySelectorAll(".wb-line")].map((element) => ({
      element,
      view: element.querySelector(".wb-view"),
      text: element.querySelector(".wb-text"),
      state: element.querySelector(".wb-state"),
      button: element.querySelector(".wb-edit"),
      isHtml: Boolean(element.querySelector(".wb-text")?.dataset.html),
    }));
    for (const button of form.querySelectorAll(".wb-edit, .wb-take, .wb-word, .wb-next")) button.hidden = false;
    for (const mark of form.querySelectorAll("mark.differs")) mark.title = mark.dataset.machine || "∅";
    if (lines.length) lines[0].element.tabIndex = 0;
    document.execCommand("defaultParagraphSeparator", false, "p");
    form.addEventListener("keydown", onKey);
    document.addEventListener("keydown", onSave);
    document.addEventListener("click", onClick);
    form.addEventListener("change", noteChange);
    form.addEventListener("input", noteChange);
    form.addEventListener("submit", onSubmit);
    form.addEventListener("paste", (event) => {
      if (!event.target.closest("[contenteditable=true]")) return;
      event.preventDefault();
      document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
    });
    form.querySelector(".wb-next").addEventListener("click", () => nextOpen(lineOf(document.activeElement)));
    addEventListener("beforeunload", (event) => { if (form.dataset.changed) event.preventDefault(); });
    addEventListener("pageshow", () => { for (const line of lines) if (line.text) line.text.disabled = false; });
  };

  start();
}
