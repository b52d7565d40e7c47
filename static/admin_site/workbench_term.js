// The dialog of the workbench that makes a term of a word: its forms come from the server, which also saves it.
"use strict";
{
  const form = document.querySelector("#workbench");
  const dialog = document.querySelector(".wb-term");
  const words = JSON.parse(document.querySelector("#workbench-words").textContent);
  const typed = new Set(); // fields written in while the server's answer was on its way: they keep what they have
  let after = null; // where the focus goes back to

  const open = async ({ detail: { text, isTarget, back } }) => {
    after = back;
    const script = isTarget ? form.dataset.target : form.dataset.source;
    const error = dialog.querySelector(".wb-term-error");
    error.hidden = true;
    typed.clear();
    dialog.showModal(); // the focus is set once, here: moved later, it would take somebody's typing to another field
    try {
      const answer = await fetch(`${form.dataset.termUrl}?${new URLSearchParams({ text, script })}`);
      for (const [name, value] of Object.entries(await answer.json())) {
        if (!typed.has(name)) dialog.querySelector(`[name=${name}]`).value = value;
      }
    } catch {
      error.textContent = words.failed;
      error.hidden = false;
    }
  };

  const save = async (event) => {
    event.preventDefault();
    const error = dialog.querySelector(".wb-term-error");
    const data = new FormData(dialog.querySelector("form"));
    data.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    let answer;
    try {
      answer = await (await fetch(form.dataset.termUrl, { method: "POST", body: data })).json();
    } catch {
      answer = { error: words.failed };
    }
    error.textContent = answer.error ?? "";
    error.hidden = !answer.error;
    if (answer.error) return;
    dialog.close();
    form.querySelector(".wb-said").textContent = answer.message;
    after?.focus();
  };

  form.addEventListener("workbench:term", open);
  dialog.addEventListener("input", (event) => typed.add(event.target.name));
  dialog.querySelector("form").addEventListener("submit", save);
  dialog.querySelector(".wb-term-cancel").addEventListener("click", () => dialog.close());
}
