/* Imports: files are sent one by one, with their progress; a batch that is not done yet goes on by itself.
   Without this script the form sends all files at once (without their folders), and a button goes on with the batch. */

const form = document.getElementById("import-form");
const waiting = document.querySelector("form[data-going-on]");

if (waiting) {
  const button = waiting.querySelector("button");
  setTimeout(() => waiting.requestSubmit(button), 400);
}

for (const all of document.querySelectorAll("input[data-all]")) {
  all.addEventListener("change", () => {
    for (const box of all.form.querySelectorAll(`input[name="${all.dataset.all}"]`)) box.checked = all.checked;
  });
}

if (form) form.addEventListener("submit", (event) => {
  const files = [...form.elements.files.files, ...form.elements.folder.files].filter(isWanted);
  if (files.length < 2 && !files.some(pathOf)) return;
  event.preventDefault();
  send([...files.filter(isPicture), ...files.filter((file) => !isPicture(file))]);
});

/* Pictures go first, so that the pages find them. Beside a saved page lie scripts and styles that nobody needs. */
function isPicture(file) {
  return file.type.startsWith("image/") || !/\.\w+$/.test(file.name);
}

function isWanted(file) {
  return isPicture(file) || !(/(_files|\.files)\//i.test(pathOf(file)) || /^\./.test(file.name));
}

function pathOf(file) {
  return file.webkitRelativePath ?? "";
}

async function send(files) {
  const box = document.getElementById("import-progress");
  const bar = box.querySelector("progress");
  const words = document.getElementById("import-progress-words");
  const errors = box.querySelector("ul");
  const button = form.querySelector("[type=submit]");
  const parts = [...files, ...(form.elements.text.value.trim() ? [null] : [])];
  let url = "";
  box.hidden = false;
  button.disabled = true;
  errors.replaceChildren();
  bar.max = parts.length;
  for (const [index, file] of parts.entries()) {
    bar.value = index;
    words.textContent = fill(form.dataset.sending, { name: file?.name ?? "", n: index + 1, total: parts.length });
    const answer = await sendOne(file);
    if (answer.batch) {
      form.elements.batch.value = answer.batch;
      url = answer.url;
    } else {
      const item = document.createElement("li");
      item.textContent = fill(form.dataset.failed, { name: file?.name ?? "", why: answer.errors.join(" ") });
      errors.append(item);
    }
  }
  bar.value = parts.length;
  if (url && !errors.childElementCount) {
    location.assign(url);
    return;
  }
  button.disabled = false;
  if (url) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = form.dataset.open;
    words.replaceChildren(link);
  } else words.textContent = "";
}

async function sendOne(file) {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  data.set("batch", form.elements.batch.value);
  if (file) {
    data.append("files", file, file.name);
    data.append("path", pathOf(file) || file.name);
  } else data.set("text", form.elements.text.value);
  try {
    const response = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
    return await response.json();
  } catch {
    return { errors: [form.dataset.lost] };
  }
}

function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
