// Tabs 简体 / 繁體 in every fieldset with translated fields. Choosing one switches the whole page; without scripts
// both stand below one another.
"use strict";
{
  const SCRIPTS = [["zh_hans", "简体", "zh-Hans"], ["zh_hant", "繁體", "zh-Hant"]];
  const groups = [];
  let number = 0;

  const show = (chosen) => {
    for (const { tabs, panels } of groups) {
      SCRIPTS.forEach(([code], i) => {
        tabs[i].setAttribute("aria-selected", String(code === chosen));
        tabs[i].tabIndex = code === chosen ? 0 : -1;
        panels[i].hidden = code !== chosen;
      });
    }
  };

  const onKey = (event, tabs) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = (SCRIPTS.findIndex(([code]) => code === event.target.dataset.script) + step + 2) % 2;
    show(SCRIPTS[next][0]);
    tabs[next].focus();
  };

  const build = (fieldset) => {
    const bar = document.createElement("div");
    bar.className = "script-tabs";
    bar.setAttribute("role", "tablist");
    const rows = SCRIPTS.map(([code]) => [...fieldset.querySelectorAll(`:scope > .form-row[class*="_${code}"]`)]);
    if (!rows[0].length || fieldset.querySelector(":scope > .script-tabs")) return;
    const tabs = [], panels = [];
    rows[0][0].before(bar);
    SCRIPTS.forEach(([code, label, lang], i) => {
      const id = `script-tab-${number++}`;
      const tab = Object.assign(document.createElement("button"), { type: "button", id, textContent: label, lang });
      tab.dataset.script = code;
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", `${id}-panel`);
      const panel = Object.assign(document.createElement("div"), { id: `${id}-panel`, lang, className: "script-panel" });
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", id);
      panel.append(...rows[i]);
      if (panel.querySelector(".errorlist")) tab.classList.add("has-errors");
      if (panel.querySelector(".derived-out_of_date")) tab.classList.add("needs-look");
      bar.append(tab);
      (panels.at(-1) ?? bar).after(panel);
      tabs.push(tab);
      panels.push(panel);
    });
    bar.addEventListener("click", (event) => event.target.dataset.script && show(event.target.dataset.script));
    bar.addEventListener("keydown", (event) => onKey(event, tabs));
    groups.push({ tabs, panels });
  };

  const start = (root) => {
    for (const fieldset of root.querySelectorAll("fieldset.scripts")) {
      if (!fieldset.closest(".empty-form")) build(fieldset);
    }
    const wrong = document.querySelector(".script-tabs .has-errors");
    const source = document.querySelector("#id_source_script");
    show((wrong?.dataset.script ?? source?.value ?? "zh-hans").replace("-", "_"));
  };

  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("formset:added", (event) => start(event.target));
}
