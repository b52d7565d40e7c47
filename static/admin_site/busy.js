/* Forms whose answer takes a while: the button cannot be pressed twice, and words say what is being waited for. */

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", () => {
    form.querySelector(".busy").hidden = false;
    form.querySelector("[type=submit]").disabled = true;
    form.setAttribute("aria-busy", "true");
  });
}
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // back again: what was asked has an answer by now
});
