// Django's two lists with a filter name a picture that has no role: screen readers pass over the name.
addEventListener("load", () => setTimeout(() => {
  for (const tip of document.querySelectorAll(".help-tooltip[aria-label]:not([role])")) tip.setAttribute("role", "img");
}));
