// Both previews scroll together: by the share of the way, since the two scripts may break lines differently.
"use strict";
{
  const frames = [...document.querySelectorAll(".previews iframe")];
  let leader = null, rest = 0;

  const follow = (from) => {
    if (leader && leader !== from) return; // the scrolling that we caused ourselves
    leader = from;
    clearTimeout(rest);
    rest = setTimeout(() => { leader = null; }, 150);
    const top = from.contentDocument.scrollingElement;
    const share = top.scrollTop / Math.max(1, top.scrollHeight - top.clientHeight);
    for (const frame of frames) {
      const other = frame.contentDocument?.scrollingElement;
      if (frame !== from && other) other.scrollTop = share * (other.scrollHeight - other.clientHeight);
    }
  };

  const attach = (frame) => frame.contentWindow.addEventListener("scroll", () => follow(frame), { passive: true });
  for (const frame of frames) {
    frame.addEventListener("load", () => attach(frame));
    if (frame.contentDocument?.readyState === "complete") attach(frame);
  }
}
