// A button beside each password that shows what was typed; printing of codes.
const words = { "zh-hant": ["顯示", "隱藏"], other: ["显示", "隐藏"] };
const [show, hide] = words[document.documentElement.lang] ?? words.other;

for (const input of document.querySelectorAll("input[data-password]")) {
  const frame = document.createElement("div"), button = document.createElement("button");
  frame.className = "account-password";
  button.type = "button";
  button.textContent = show;
  button.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-controls", input.id);
  const name = document.querySelector(`label[for="${input.id}"]`)?.textContent ?? "";
  button.setAttribute("aria-label", `${show} ${name}`);
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.textContent = shown ? hide : show;
    button.setAttribute("aria-pressed", String(shown));
  });
  input.replaceWith(frame);
  frame.append(input, button);
  // What is shown must not be kept by the browser among the texts of forms.
  input.form?.addEventListener("submit", () => { input.type = "password"; });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
