// Nothing typed is lost: it is kept in this browser at once and on the server soon after, and offered again when the
// page is opened. The page also says who else is in the article, and whether somebody saved in the meantime.
import { csrfToken, get, LoginExpired, post } from "article-editor/server";

const TYPED_REST = 250, SERVER_REST = 2500, BEAT = 15000, PATIENCE = 6000; // milliseconds
const KEEPALIVE_MOST = 60000; // bytes that a browser still sends from a page that is being closed
const NOT_TEXT = /^(csrfmiddlewaretoken|lock|overwrite|theirs|draft_token|_.*)$|-__prefix__-|-(INITIAL|MIN_NUM|MAX_NUM)_FORMS$/;
const ROW = /^(.+)-(\d+)-(.+)$/, COUNT = /^(.+)-TOTAL_FORMS$/; // rows below the form: further reading, notes of changes

const box = document.querySelector("#editing");
const form = document.querySelector("#article_form");

const fieldsOf = () => [...form.elements].filter(({ name, type, disabled }) =>
  name && !disabled && !NOT_TEXT.test(name) && !["file", "submit", "button"].includes(type));

const typedIn = () => {
  const data = {};
  for (const field of fieldsOf()) {
    if (field.type === "checkbox") data[field.name] = field.checked ? "on" : "";
    else data[field.name] = field.value;
    // The words of a choice that is fetched by search: the page does not have them when it is opened again.
    if (field.tagName === "SELECT") data[`${field.name}__label`] = field.selectedOptions[0]?.textContent ?? "";
  }
  return data;
};

const normal = (text) => (text ?? "").replace(/\r\n/g, "\n").replace(/^<p><\/p>$/, "");
const isPart = (name) => name.endsWith("__label") || COUNT.test(name) || /-(id|article)$/.test(name);
const differing = (data, now) => [...new Set([...Object.keys(now), ...Object.keys(data).filter((name) => ROW.test(name))])]
  .filter((name) => !isPart(name) && name in data && normal(data[name]) !== normal(now[name] ?? ""));

// As many rows as there were; those that stand there already are only filled if they are still the same records.
const addRows = (data) => {
  for (const [name, count] of Object.entries(data)) {
    const prefix = COUNT.exec(name)?.[1], total = form.elements[name];
    const add = prefix && document.querySelector(`#${prefix}-group .add-row a, #${prefix}-group a.add-row`);
    while (add && total && Number(total.value) < Number(count)) {
      const before = total.value;
      add.click();
      if (total.value === before) break;
    }
  }
};
const isAnotherRecord = (name, data) => {
  const [, prefix, index] = ROW.exec(name) ?? [];
  return prefix && (data[`${prefix}-${index}-id`] ?? "") !== (form.elements[`${prefix}-${index}-id`]?.value ?? "");
};
const labelOf = (name) => {
  const prefix = ROW.exec(name)?.[1];
  const label = prefix
    ? document.querySelector(`#${prefix}-group :is(h2, .inline-heading)`)?.textContent.replace(/[（(].*$/s, "")
    : document.querySelector(`label[for="id_${name}"]`)?.textContent.replace(/[:：]\s*$/, "");
  return (label ?? name).trim();
};

const putInto = (field, data) => {
  const text = data[field.name];
  if (field.type === "checkbox") field.checked = text === "on";
  else if (field.tagName === "SELECT") {
    if (text && ![...field.options].some(({ value }) => value === text)) {
      field.add(new Option(data[`${field.name}__label`] || text, text));
    }
    field.value = text;
  } else field.value = text;
  field.articleEditor?.commands.setContent(text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  globalThis.django?.jQuery?.(field).trigger("change.select2");
};

const start = () => {
  const words = JSON.parse(box.dataset.words), { address, key, user } = box.dataset;
  const place = `article-draft:${user}:${key}`;
  const token = Object.assign(document.createElement("input"), { type: "hidden", name: "draft_token", value: crypto.randomUUID() });
  form.append(token);
  const lock = () => form.elements.lock?.value ?? "";
  const opened = typedIn();
  let dirty = Boolean(document.querySelector(".errornote")), sent = null, rest = 0, toServer = 0, passed = false, offered = null;
  const channel = new BroadcastChannel(`article-preview-${key}`);

  const status = document.createElement("p");
  status.id = "editing-status";
  status.setAttribute("role", "status");
  (document.querySelector(".submit-row") ?? form).prepend(status);
  const say = (text, link) => {
    status.replaceChildren(text);
    status.classList.toggle("is-trouble", Boolean(link) || text === words.offline);
    if (link) status.append(" ", Object.assign(document.createElement("a"), { href: box.dataset.login, target: "_blank", rel: "noopener", textContent: link }));
  };

  const keepHere = () => {
    if (!dirty) return;
    try {
      const draft = { data: typedIn(), lock: lock(), token: token.value, at: new Date().toISOString(), sent: false };
      localStorage.setItem(place, JSON.stringify(draft));
    } catch { /* full or forbidden: the server keeps it all the same */ }
  };
  const forget = () => localStorage.removeItem(place);
  const keptHere = () => {
    try {
      return JSON.parse(localStorage.getItem(place));
    } catch {
      return null;
    }
  };

  const trouble = (error) => {
    if (error instanceof LoginExpired || error.status === 403) say(words.loginExpired, words.logIn);
    else say(words.offline);
    return false;
  };

  const tell = ({ others, newest }) => {
    const who = others.map(({ name, typing, at }) => (typing ? words.typing : words.open).replace("{name}", name).replace("{at}", at));
    const list = box.querySelector(".editing-others");
    if (list.textContent !== who.join(" ")) list.textContent = who.join(" ");
    list.hidden = !who.length;
    const note = box.querySelector(".editing-newer");
    note.hidden = !newest || !lock() || newest.lock === lock();
    if (!note.hidden && note.dataset.lock !== newest.lock) {
      note.dataset.lock = newest.lock;
      const text = words.newer.replace("{name}", newest.who || "—").replace("{at}", newest.at).replace("{number}", newest.number);
      const link = Object.assign(document.createElement("a"), { href: newest.address, target: "_blank", rel: "noopener", textContent: words.seeChanges });
      note.replaceChildren(text, " ", link);
    }
    const input = form.elements.csrfmiddlewaretoken, fresh = csrfToken();
    if (fresh && input) input.value = fresh; // after a login in another window the old one is void
  };

  const ask = async (said, options = {}) => {
    const answer = await post(address, JSON.stringify(said), { signal: AbortSignal.timeout(PATIENCE), ...options });
    tell(answer);
    return answer;
  };

  const keepThere = async () => {
    clearTimeout(toServer);
    toServer = 0;
    const data = typedIn(), text = JSON.stringify(data);
    if (!dirty || passed || text === sent) return true;
    try {
      const { at } = await ask({ data, lock: lock(), token: token.value });
      sent = text;
      const local = keptHere();
      if (local) localStorage.setItem(place, JSON.stringify({ ...local, sent: JSON.stringify(local.data) === text }));
      say(words.kept.replace("{at}", at));
      channel.postMessage("typed");
      return true;
    } catch (error) {
      return trouble(error);
    }
  };

  const beat = async () => {
    if (document.hidden || passed) return;
    if (dirty && JSON.stringify(typedIn()) !== sent) return void keepThere();
    try {
      await ask({});
      if (status.classList.contains("is-trouble")) say("");
    } catch (error) {
      trouble(error);
    }
  };

  const onType = (event) => {
    if (NOT_TEXT.test(event.target.name ?? "")) return;
    dirty = true;
    clearTimeout(rest);
    rest = setTimeout(keepHere, TYPED_REST);
    toServer ||= setTimeout(keepThere, SERVER_REST);
  };
  for (const kind of ["input", "change", "formset:added", "formset:removed"]) form.addEventListener(kind, onType);
  globalThis.django?.jQuery?.(form).on("select2:select select2:unselect select2:clear", onType); // they tell jQuery alone

  // A save goes out only when the server can be reached and still knows who we are; else what was typed stays here.
  form.addEventListener("submit", async (event) => {
    if (passed) return;
    event.preventDefault();
    const { submitter } = event;
    keepHere();
    try {
      await ask({});
    } catch (error) {
      if (error instanceof LoginExpired || error.status === 403 || !navigator.onLine || error.name !== "AbortError") {
        trouble(error);
        status.scrollIntoView({ block: "nearest" });
        return;
      }
    }
    passed = true;
    clearTimeout(toServer);
    form.requestSubmit(submitter);
  });

  const leave = () => {
    keepHere();
    if (passed) return;
    const data = typedIn(), text = JSON.stringify(dirty && JSON.stringify(data) !== sent ? { data, lock: lock(), token: token.value } : { left: true });
    const options = { method: "POST", keepalive: true, headers: { "X-CSRFToken": csrfToken() } };
    if (text.length * 3 < KEEPALIVE_MOST) fetch(address, { ...options, body: text }).catch(() => {});
    else fetch(address, { ...options, body: '{"left": true}' }).catch(() => {});
  };
  addEventListener("pagehide", leave);
  addEventListener("online", beat);
  document.addEventListener("visibilitychange", () => (document.hidden ? keepHere() : beat()));
  setInterval(beat, BEAT);

  const offer = (draft) => {
    const names = differing(draft.data, opened);
    if (!names.length) return;
    offered = draft;
    const bar = box.querySelector(".editing-offer");
    const labels = [...new Set(names.map(labelOf))];
    bar.querySelector("p").textContent = [
      words.offer.replace("{when}", draft.when ?? new Date(draft.at).toLocaleString()).replace("{fields}", labels.join("、")),
      draft.lock && draft.lock !== lock() ? words.offerNewer : "",
    ].join(" ");
    bar.hidden = false;
  };
  box.querySelector(".editing-restore").addEventListener("click", () => {
    addRows(offered.data);
    for (const field of fieldsOf()) {
      if (field.name in offered.data && !isPart(field.name) && !isAnotherRecord(field.name, offered.data)) putInto(field, offered.data);
    }
    // The state that was edited then: a save that would overwrite a later one shows the differences first.
    if (offered.lock && form.elements.lock) form.elements.lock.value = offered.lock;
    box.querySelector(".editing-offer").hidden = true;
    dirty = true;
    keepHere();
    keepThere();
  });
  box.querySelector(".editing-discard").addEventListener("click", () => {
    box.querySelector(".editing-offer").hidden = true;
    forget();
    ask({ discard: true }).catch(trouble);
  });

  document.querySelector(".save-conflict")?.closest(".errorlist")?.scrollIntoView();

  const look = async () => {
    let local = keptHere(), there = null;
    try {
      const answer = await get(address);
      if (local && local.token === answer.saved_token) {
        forget();
        local = null;
      }
      there = answer.typed;
      await ask({});
    } catch (error) {
      trouble(error);
    }
    if (dirty) return void keepThere();
    const draft = local && !local.sent ? local : there ?? local;
    if (draft) offer(draft);
  };
  look();
};

if (box && form) start();
