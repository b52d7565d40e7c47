// Citations and live embeds: picked from what we hold; a paper that we do not hold yet is asked for by its number.
import { askFor, control, element, goOn, insertBlock, open, pick } from "article-editor/dialogs";
import { LoginExpired, post } from "article-editor/server";

// Looks a DOI, PMID or PMC id up and stores it as a proposal; resolves to the citation, or to null.
const lookUp = (words, addresses, typed) => {
  const given = /^(https?:|doi|10\.|pmid|pmc|\d{5,9}$)/i.test(typed.trim()) ? typed.trim() : "";
  const status = element("p", { className: "pick-status" });
  status.setAttribute("role", "status");
  const field = control({ name: "id", label: words.number, required: true, value: given, maxLength: 300 });
  return open(words.newCitation, words, [field, status], ({ form, buttons, finish }) => {
    const send = element("button", { type: "submit", textContent: words.lookUp });
    buttons.append(send);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      send.disabled = true;
      status.textContent = words.lookingUp;
      try {
        const answer = await post(addresses.lookUp, new FormData(form));
        if (answer.key) return finish(answer);
        status.textContent = answer.error;
      } catch (error) {
        status.textContent = error instanceof LoginExpired ? words.loginExpired
          : error.status === 403 ? words.notAllowed : words.failed;
      }
      send.disabled = false;
    });
  });
};

export const insertCitation = (editor, words, addresses) =>
  pick(words.citation, words.searchCitations, addresses.citations, words, {
    label: words.newCitation, create: (typed) => lookUp(words, addresses, typed),
  }).then((found) => {
    if (found) goOn(editor).insertContent({ type: "citation", attrs: { key: found.key } }).run();
  });

// Which product a time line or a picture of trials shows: one of ours, or all; null where the dialog was closed.
const productOf = async (title, words, addresses) => {
  const all = { key: "" };
  const found = await pick(title, words.product, addresses.products, words, {
    label: words.allProducts, create: async () => all,
  });
  return found && found.key.replace(/^product:/, "");
};

export const insertEmbed = async (editor, words, addresses) => {
  const given = await askFor(words.embed, [
    { name: "embed", label: words.kind, options: words.embeds },
    { name: "jurisdiction", label: words.jurisdiction, options: words.jurisdictions },
  ], words);
  if (!given) return;
  const title = new Map(words.embeds).get(given.embed);
  const product = ["timeline", "trials"].includes(given.embed) ? await productOf(title, words, addresses) : "";
  if (product === null) return;
  const jurisdiction = given.embed === "products" ? given.jurisdiction : "";
  const attrs = { embed: given.embed, product: product || null, jurisdiction: jurisdiction || null };
  insertBlock(editor, { type: "embed", attrs });
};
