// Tables with a caption and header cells that say what they head.
import { Table, TableHeader } from "django-prose-editor/editor";

const captionElement = (html) => {
  const element = document.implementation.createHTMLDocument("").createElement("caption");
  element.innerHTML = html;
  return document.importNode(element, true);
};

// The caption is an attribute: ProseMirror's tables hold rows and nothing else.
export const ArticleTable = Table.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      caption: {
        default: null,
        rendered: false,
        parseHTML: (element) => element.querySelector(":scope > caption")?.innerHTML ?? null,
      },
    };
  },
  parseHTML: () => [{ tag: "table" }, { tag: "caption", ignore: true }],
  renderHTML: ({ node }) =>
    node.attrs.caption ? ["table", captionElement(node.attrs.caption), ["tbody", 0]] : ["table", ["tbody", 0]],
  addMenuItems: () => {},
  addNodeView: () => ({ node }) => {
    const dom = document.createElement("div");
    dom.className = "tableWrapper";
    const table = dom.appendChild(document.createElement("table"));
    const caption = table.createCaption();
    caption.contentEditable = "false";
    const contentDOM = table.appendChild(document.createElement("tbody"));
    const update = (updated) => {
      if (updated.type !== node.type) return false;
      const words = captionElement(updated.attrs.caption ?? "").textContent;
      caption.textContent = words;
      caption.hidden = !words;
      return true;
    };
    update(node);
    return { dom, contentDOM, update, ignoreMutation: (mutation) => caption.contains(mutation.target) };
  },
}).configure({ resizable: false });

export const HeaderCell = TableHeader.extend({
  addAttributes() {
    return {
      scope: {
        default: null,
        parseHTML: (element) => element.getAttribute("scope"),
        renderHTML: ({ scope }) => (scope ? { scope } : {}),
      },
      ...this.parent?.(),
    };
  },
});
