// Our own marks in a body: citations, links to records, live embeds; and what else the sanitiser knows.
import { Link, Mark, Node, mergeAttributes } from "django-prose-editor/editor";

const attribute = (name, key = name) => ({
  default: null,
  parseHTML: (element) => element.getAttribute(name),
  renderHTML: (attributes) => (attributes[key] == null ? {} : { [name]: attributes[key] }),
});

// <cite data-citation="key"></cite>; its number is worked out when the article is read.
export const Citation = Node.create({
  name: "citation",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes: () => ({ key: attribute("data-citation", "key") }),
  parseHTML: () => [{ tag: "cite[data-citation]", priority: 60 }],
  renderHTML: ({ HTMLAttributes }) => ["cite", HTMLAttributes],
  renderText: ({ node }) => `[${node.attrs.key}]`,
  addNodeView: () => ({ node }) => {
    const dom = document.createElement("cite");
    dom.dataset.citation = node.attrs.key;
    dom.className = "citation-chip";
    dom.textContent = node.attrs.key;
    return { dom };
  },
});

// <cite>Title of a work</cite>, as imports from the web bring it.
export const WorkTitle = Mark.create({
  name: "workTitle",
  parseHTML: () => [{ tag: "cite:not([data-citation])" }],
  renderHTML: () => ["cite", 0],
});

// <a data-record="product:slug">text</a>; where it leads is worked out when the article is read.
export const Record = Mark.create({
  name: "record",
  priority: 1001,
  inclusive: false,
  excludes: "link",
  addAttributes: () => ({
    record: attribute("data-record", "record"),
    href: attribute("href"),
    title: attribute("title"),
  }),
  parseHTML: () => [{ tag: "a[data-record]", priority: 70 }],
  renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
});

export const WebLink = Link.extend({
  inclusive: false,
  addAttributes: () => ({ href: attribute("href"), title: attribute("title") }),
  parseHTML: () => [{ tag: "a[href]:not([data-record])" }],
  renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
  addMenuItems: () => {},
  addKeyboardShortcuts: () => ({}),
}).configure({ autolink: false, linkOnPaste: true, openOnClick: false, protocols: ["http", "https", "mailto"] });

const withHTML = (tag, attributes, html) => {
  const element = document.implementation.createHTMLDocument("").createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.innerHTML = html;
  return document.importNode(element, true);
};

// A frame as high as what it shows, up to a limit; it takes no clicks, so that the block can be chosen and dragged.
const MOST_HEIGHT = 420;
const previewOf = (address, title) => {
  const frame = document.createElement("iframe");
  Object.assign(frame, { src: address, title, tabIndex: -1, loading: "lazy" });
  frame.addEventListener("load", () => {
    const page = frame.contentDocument?.documentElement;
    if (page) frame.style.height = `${Math.min(MOST_HEIGHT, page.scrollHeight)}px`;
  });
  return frame;
};

// <figure data-embed="products" …></figure>: one block, shown as readers see it; whatever it holds stays as it is.
export const Embed = Node.create({
  name: "embed",
  group: "block",
  atom: true,
  draggable: true,
  addOptions: () => ({ words: {}, preview: "" }),
  addAttributes: () => ({
    embed: attribute("data-embed", "embed"),
    product: attribute("data-product", "product"),
    jurisdiction: attribute("data-jurisdiction", "jurisdiction"),
    inner: { default: "", parseHTML: (element) => element.innerHTML, rendered: false },
  }),
  parseHTML: () => [{ tag: "figure[data-embed]", priority: 60 }],
  renderHTML: ({ node, HTMLAttributes }) => withHTML("figure", HTMLAttributes, node.attrs.inner),
  addNodeView() {
    const { words, preview } = this.options;
    return ({ node }) => {
      const { embed, product, jurisdiction } = node.attrs;
      const dom = document.createElement("figure"), name = document.createElement("p");
      dom.className = "embed-box";
      name.className = "embed-name";
      name.textContent = [new Map(words.embeds ?? []).get(embed) ?? embed, product, jurisdiction].filter(Boolean).join(" · ");
      const asked = new URLSearchParams({ embed: embed ?? "", product: product ?? "", jurisdiction: jurisdiction ?? "" });
      dom.append(name, ...(preview ? [previewOf(`${preview}?${asked}`, name.textContent)] : []));
      return { dom };
    };
  },
});

// <aside data-callout="known|unknown|warning">…</aside>; its title is written when the article is read.
export const Callout = Node.create({
  name: "callout",
  group: "block",
  content: "(paragraph | bulletList | orderedList)+",
  defining: true,
  addOptions: () => ({ words: {} }),
  addAttributes: () => ({ kind: attribute("data-callout", "kind") }),
  parseHTML: () => [{ tag: "aside[data-callout]" }],
  renderHTML: ({ HTMLAttributes }) => ["aside", HTMLAttributes, 0],
  addNodeView() {
    const { words } = this.options;
    return ({ node }) => {
      const dom = document.createElement("aside"), title = document.createElement("p"), contentDOM = document.createElement("div");
      dom.className = `callout-box callout-${node.attrs.kind}`;
      title.contentEditable = "false";
      title.className = "callout-name";
      title.textContent = new Map(words.callouts ?? []).get(node.attrs.kind) ?? node.attrs.kind;
      dom.append(title, contentDOM);
      return { dom, contentDOM };
    };
  },
});

// A figure of anything (a table, a quotation), with words below or above it.
export const Figure = Node.create({
  name: "figure",
  group: "block",
  content: "(block | figcaption)+",
  defining: true,
  isolating: true,
  parseHTML: () => [{ tag: "figure:not([data-embed], [data-image])" }],
  renderHTML: ({ HTMLAttributes }) => ["figure", mergeAttributes(HTMLAttributes), 0],
});

export const Figcaption = Node.create({
  name: "figcaption",
  content: "inline*",
  defining: true,
  parseHTML: () => [{ tag: "figcaption" }],
  renderHTML: () => ["figcaption", 0],
});
