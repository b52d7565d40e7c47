// How long a text is: characters of Chinese, words of anything else, and minutes to read it.
const HAN = /[\u3400-\u9fff\uf900-\ufaff]|[\ud840-\ud88d][\udc00-\udfff]/g;
const WORD = /[A-Za-z0-9\u00c0-\u024f]+(?:[-.'’][A-Za-z0-9\u00c0-\u024f]+)*/g;
const PER_MINUTE = { han: 400, words: 200 }; // silent reading of popular science, by adults

export const count = (text) => {
  const han = text.match(HAN)?.length ?? 0, words = text.match(WORD)?.length ?? 0;
  return { han, words, minutes: Math.max(1, Math.round(han / PER_MINUTE.han + words / PER_MINUTE.words)) };
};

export const showCount = (editor, frame, words) => {
  const line = Object.assign(document.createElement("p"), { className: "editor-count" });
  frame.after(line);
  let rest = 0;
  const refresh = () => {
    const found = count(editor.getText({ blockSeparator: "\n" }));
    line.textContent = words.count.replace("{han}", found.han).replace("{words}", found.words).replace("{minutes}", found.minutes);
  };
  editor.on("update", () => {
    clearTimeout(rest);
    rest = setTimeout(refresh, 300);
  });
  refresh();
};
