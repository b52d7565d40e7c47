// Signed out: what the editor kept in this browser goes. The server has it, and offers it at the next sign-in.
const { forget } = document.querySelector("[data-forget]").dataset;
try {
  for (const key of Object.keys(localStorage)) if (forget && key.startsWith(`article-draft:${forget}:`)) localStorage.removeItem(key);
} catch { /* a browser that keeps nothing */ }
