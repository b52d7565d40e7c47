// Copies the article as HTML, so that WeChat's editor takes it with its styles. Fetched beforehand: a click must copy at once.
const button = document.querySelector("[data-copy]");
const status = document.querySelector(".wechat-status");
let html = "";

const text = () => document.querySelector(".wechat-preview").contentDocument.body.innerText;

button.disabled = true;
fetch(button.dataset.copy, { credentials: "same-origin" })
  .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(answer.status))))
  .then((page) => {
    html = page.slice(page.indexOf("<body>") + "<body>".length).trim(); // parsed here, its styles would be refused
    button.disabled = false;
  })
  .catch(() => {
    status.textContent = button.dataset.failed;
  });

button.addEventListener("click", () => {
  const put = (event) => {
    event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", text());
    event.preventDefault();
  };
  document.addEventListener("copy", put, { once: true });
  status.textContent = document.execCommand("copy") ? button.dataset.done : button.dataset.failed;
  document.removeEventListener("copy", put);
});
