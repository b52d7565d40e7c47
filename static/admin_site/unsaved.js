// While the article's form holds changes that are not saved, the workflow's buttons wait: they speak of what is saved.
"use strict";
{
  const form = document.querySelector("#article_form");
  const panel = document.querySelector("#article-panel");
  const onChange = () => {
    panel.querySelector(".unsaved-note").hidden = false;
    for (const button of panel.querySelectorAll("button")) button.disabled = true;
    form.removeEventListener("input", onChange);
    form.removeEventListener("change", onChange);
  };
  if (form && panel) {
    form.addEventListener("input", onChange);
    form.addEventListener("change", onChange);
    if (form.querySelector(".errornote")) onChange();
  }
}
