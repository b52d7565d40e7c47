// <figure data-image="key">: the picture as it will stand there, its words below it, and what it lacks.
import { Node } from "django-prose-editor/editor";
import { control, element, goOn, open, pick } from "article-editor/dialogs";
import { get, LoginExpired, post } from "article-editor/server";

const known = new Map(); // key to a promise of what is known of the picture
let waiting = null;

const lookUp = (address, key) => {
  if (!known.has(key)) {
    waiting ??= { keys: [], answer: Promise.resolve().then(() => {
      const { keys } = waiting;
      waiting = null;
      return get(address, { keys: keys.join(",") });
    }) };
    waiting.keys.push(key);
    known.set(key, waiting.answer.then(({ results }) => results.find((image) => image.key === key) ?? null));
    known.get(key).catch(() => known.delete(key));
  }
  return known.get(key);
};

const lacking = (image, words) => {
  const link = element("a", { href: image.address, target: "_blank", rel: "noopener", textContent: words.describe });
  return element("span", { className: "state state-warning" }, [`${words.missingAlt}${image.missing.join("、")} `, link]);
};

const boxOf = ({ words, addresses }) => ({ node }) => {
  const dom = element("figure", { className: "picture-box" });
  const shown = element("div", { className: "picture-shown", contentEditable: "false" });
  const contentDOM = element("div", { className: "picture-words" });
  dom.append(shown, contentDOM);
  lookUp(addresses.images, node.attrs.key).then((image) => {
    if (!image) {
      shown.replaceChildren(element("span", { className: "state state-warning", textContent: `${words.imageGone} ${node.attrs.key}` }));
      return;
    }
    shown.replaceChildren(element("img", { src: image.thumbnail, alt: image.name, draggable: false }));
    if (image.missing.length) shown.append(lacking(image, words));
    contentDOM.dataset.placeholder = image.caption || words.imageCaptionHint;
  }).catch(() => shown.replaceChildren(node.attrs.key));
  const update = (updated) => {
    if (updated.type !== node.type || updated.attrs.key !== node.attrs.key) return false;
    contentDOM.classList.toggle("is-empty", updated.textContent === "");
    return true;
  };
  update(node);
  const isOurs = (target) => target === dom || shown.contains(target) || target === contentDOM;
  const ignoreMutation = ({ type, target }) => (type === "attributes" ? isOurs(target) : shown.contains(target));
  return { dom, contentDOM, update, ignoreMutation };
};

export const Picture = Node.create({
  name: "picture",
  group: "block",
  content: "figcaption",
  draggable: true,
  isolating: true,
  defining: true,
  addOptions: () => ({ words: {}, addresses: {}, script: "" }),
  addAttributes: () => ({
    key: {
      default: null,
      parseHTML: (dom) => dom.getAttribute("data-image"),
      renderHTML: ({ key }) => ({ "data-image": key }),
    },
  }),
  parseHTML: () => [{ tag: "figure[data-image]", priority: 60 }],
  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes, 0],
  addNodeView() {
    return boxOf(this.options);
  },
});

const insert = (editor, image) => {
  known.set(image.key, Promise.resolve(image));
  goOn(editor).insertContent({
    type: "picture", attrs: { key: image.key }, content: [{ type: "figcaption" }],
  }).run();
};

// A form for one new picture; `file` is given where it was pasted or dropped.
export const upload = (words, addresses, script, file = null) => {
  const input = control({ name: "files", label: words.file, type: "file", accept: "image/*", required: !file });
  const fields = [
    ...(file ? [] : [input]),
    control({ name: "alt", label: words.alt, required: true, maxLength: 300 }),
    control({ name: "caption", label: words.imageCaption }),
    control({ name: "credit", label: words.credit, maxLength: 200 }),
    control({ name: "licence", label: words.licence, options: words.licences }),
    control({ name: "source_url", label: words.source, type: "url" }),
  ];
  const status = element("p", { className: "pick-status" });
  status.setAttribute("role", "status");
  return open(words.uploadImage, words, [...fields, status], ({ form, buttons, finish }) => {
    const send = element("button", { type: "submit", textContent: words.upload });
    buttons.append(send);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const data = new FormData(form);
      if (file) data.append("files", file, file.name || "image.png");
      data.append("source_script", script);
      send.disabled = true;
      status.textContent = words.uploading;
      try {
        const { image, errors } = await post(addresses.uploadImage, data);
        if (image) return finish(image);
        status.textContent = errors.join(" ");
      } catch (error) {
        status.textContent = error instanceof LoginExpired ? words.loginExpired : words.failed;
      }
      send.disabled = false;
    });
  });
};

export const insertImage = (editor, words, addresses) =>
  pick(words.image, words.searchImages, addresses.images, words, {
    label: words.uploadImage, create: () => upload(words, addresses, scriptOf(editor)),
  }).then((image) => image && insert(editor, image));

export const uploadFile = (editor, words, addresses, file) =>
  upload(words, addresses, scriptOf(editor), file).then((image) => image && insert(editor, image));

// The script in which this body is written, for the words of a new picture.
const scriptOf = (editor) => editor.extensionManager.extensions.find((each) => each.name === "picture").options.script;
