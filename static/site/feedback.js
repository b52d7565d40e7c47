// Readers' words, sent without leaving the page. Without this script the forms are plain forms.
(function () {
  "use strict";
  if (!window.fetch || !window.URLSearchParams) return;
  var pressed = null;
  document.addEventListener("click", function (event) {
    pressed = event.target.closest ? event.target.closest("button[name]") : null;
  });
  Array.prototype.forEach.call(document.querySelectorAll("form[data-feedback]"), function (form) {
    form.addEventListener("submit", function (event) {
      var body = new URLSearchParams();
      Array.prototype.forEach.call(form.elements, function (field) {
        if (field.name && field.tagName !== "BUTTON") body.append(field.name, field.value);
      });
      if (pressed && form.contains(pressed)) body.append(pressed.name, pressed.value);
      event.preventDefault();
      send(form, body);
    });
  });

  function send(form, body) {
    var buttons = Array.prototype.slice.call(form.querySelectorAll("button"));
    var say = function (words, isDone) {
      var line = form.querySelector(".feedback-said") || form.appendChild(document.createElement("p"));
      line.className = "feedback-said";
      line.setAttribute("role", "status");
      line.textContent = words;
      buttons.forEach(function (button) { button.disabled = isDone; });
      if (isDone && form.querySelector("textarea")) form.reset();
    };
    buttons.forEach(function (button) { button.disabled = true; });
    window.fetch(form.action, {
      method: "POST", body: body, credentials: "omit", headers: { Accept: "application/json" },
    }).then(function (answer) {
      return answer.json().then(function (told) { say(told.message, answer.ok); });
    }).catch(function () {
      say(form.getAttribute("data-failed") || "", false);
    });
  }
})();
