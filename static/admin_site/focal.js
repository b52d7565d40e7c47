// A click on the picture moves its focal point; the two numbers say the same, for the keyboard.
"use strict";
{
  const frame = document.querySelector(".focal");
  const inputs = ["focal_x", "focal_y"].map((name) => document.querySelector(`#id_${name}`));
  if (frame && inputs.every(Boolean)) {
    const mark = frame.appendChild(document.createElement("span"));
    mark.className = "focal-mark";
    const help = frame.parentElement.appendChild(document.createElement("p"));
    help.className = "help";
    help.textContent = frame.dataset.help;
    const show = () => {
      const [x, y] = inputs.map((input) => Math.min(100, Math.max(0, Number(input.value) || 0)));
      mark.style.left = `${x}%`;
      mark.style.top = `${y}%`;
    };
    frame.addEventListener("click", (event) => {
      const box = frame.querySelector("img").getBoundingClientRect();
      inputs[0].value = Math.round((100 * (event.clientX - box.left)) / box.width);
      inputs[1].value = Math.round((100 * (event.clientY - box.top)) / box.height);
      for (const input of inputs) input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    for (const input of inputs) input.addEventListener("input", show);
    show();
  }
}
