// Turns each textarea.body-editor into the rich text editor. What it makes, mscsite/core/html.py lets through.
import {
  Blockquote, Bold, BulletList, Document, Dropcursor, Editor, Gapcursor, HardBreak, Heading, History, HorizontalRule,
  Italic, ListItem, NoSpellCheck, OrderedList, Paragraph, Subscript, Superscript, TableCell, TableRow, Text,
} from "django-prose-editor/editor";
import { Callout, Citation, Embed, Figcaption, Figure, Record, WebLink, WorkTitle } from "article-editor/nodes";
import { Picture, uploadFile } from "article-editor/pictures";
import { ArticleTable, HeaderCell } from "article-editor/tables";
import { showCount } from "article-editor/counting";
import { buildToolbar } from "article-editor/menu";
import { plainMarkup } from "article-editor/pasting";
import { listen, listenForSave } from "article-editor/shortcuts";

const extensions = (words, addresses, script) => [
  Document, Paragraph, Text, HardBreak, Heading.configure({ levels: [2, 3, 4] }), BulletList, OrderedList, ListItem,
  Blockquote, HorizontalRule, Bold, Italic, Subscript, Superscript, Record, WebLink, WorkTitle, Citation,
  Embed.configure({ words, preview: addresses.embed?.[script] ?? "" }), Picture.configure({ words, addresses, script }), Figure, Figcaption,
  Callout.configure({ words }), ArticleTable, TableRow, HeaderCell, TableCell, History, Dropcursor,
  Gapcursor, NoSpellCheck,
];

const labelOf = (textarea) => document.querySelector(`label[for="${textarea.id}"]`);

const start = (textarea) => {
  const words = JSON.parse(textarea.dataset.words), addresses = JSON.parse(textarea.dataset.addresses);
  const script = textarea.id.endsWith("hant") ? "zh-hant" : "zh-hans";
  const frame = document.createElement("div");
  frame.className = "prose-editor";
  textarea.before(frame);
  frame.append(textarea);
  const label = labelOf(textarea);
  // A picture that is pasted or dropped as a file; text that comes with it (from Word) is wanted more.
  const takeImage = (data) => {
    const file = [...(data?.files ?? [])].find(({ type }) => type.startsWith("image/"));
    if (!file || data.types.includes("text/html")) return false;
    uploadFile(editor, words, addresses, file);
    return true;
  };
  const editor = new Editor({
    element: frame,
    extensions: extensions(words, addresses, script),
    content: textarea.value,
    injectCSS: false, // editor.css has it: the page allows no inline styles
    editorProps: {
      transformPastedHTML: plainMarkup,
      handlePaste: (view, event) => takeImage(event.clipboardData),
      handleDrop: (view, event) => takeImage(event.dataTransfer),
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": label?.textContent.replace(/[:：]$/, "") ?? "",
      },
    },
    onUpdate({ editor }) {
      textarea.value = editor.isEmpty ? "" : editor.getHTML();
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  textarea.articleEditor = editor;
  listen(editor, frame, buildToolbar(editor, frame, words, addresses), words);
  showCount(editor, frame, words);
  label?.addEventListener("click", () => editor.commands.focus());
  textarea.dispatchEvent(new CustomEvent("article-editor:ready", { detail: { editor }, bubbles: true }));
};

for (const textarea of document.querySelectorAll("textarea.body-editor")) start(textarea);
listenForSave();
