// Names for the controls that Django's forms leave without one, so that a screen reader can tell them apart.
"use strict";
{
  const words = (element) => element?.textContent.replace(/[:：\s]+$/, "").trim() ?? "";
  const labelled = (control) => control.labels?.length || control.hasAttribute("aria-label");

  const columnOf = (cell) => words(cell.closest("table").querySelectorAll("thead th")[cell.cellIndex]);

  const nameTableCells = (root) => {
    for (const control of root.querySelectorAll(".tabular td :is(input:not([type=hidden]), select, textarea)")) {
      if (!labelled(control)) control.setAttribute("aria-label", columnOf(control.closest("td")));
    }
  };

  const nameDateParts = (root) => {
    for (const control of root.querySelectorAll(".datetime input")) {
      const part = words(control.previousSibling);
      const row = words(control.closest(".form-row")?.querySelector("label, legend"));
      if (!labelled(control)) control.setAttribute("aria-label", `${row} ${part}`.trim());
    }
  };

  const nameChoosers = (root) => {
    for (const select of root.querySelectorAll("select.select2-hidden-accessible")) {
      const name = words(select.labels?.[0]) || select.getAttribute("aria-label") || "";
      const parts = select.nextElementSibling?.querySelectorAll("[role=combobox], [role=textbox], input") ?? [];
      for (const part of parts) {
        part.removeAttribute("aria-labelledby");
        part.setAttribute("aria-label", name);
      }
    }
  };

  const nameAll = (root) => [nameTableCells, nameDateParts, nameChoosers].forEach((each) => each(root));
  document.addEventListener("DOMContentLoaded", () => {
    nameAll(document);
    // Choosers are built later, by jQuery, at a time of its own; rows of inline forms when somebody adds one.
    const isControl = (node) => node.nodeType === Node.ELEMENT_NODE && node.matches(".select2, .inline-related, tr");
    new MutationObserver((changes) => {
      if (changes.some((change) => [...change.addedNodes].some(isControl))) nameAll(document);
    }).observe(document.querySelector("#content"), { childList: true, subtree: true });
  });
}
