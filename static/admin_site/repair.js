// The page that mends Traditional: one button a group takes or leaves all of its places.
"use strict";
for (const button of document.querySelectorAll(".repair-all")) {
  const boxes = [...button.closest("fieldset").querySelectorAll("input[type=checkbox]")];
  const label = () => {
    button.textContent = boxes.every((box) => box.checked) ? button.dataset.off : button.dataset.on;
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const on = !boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = on;
    label();
  });
  for (const box of boxes) box.addEventListener("change", label);
}
