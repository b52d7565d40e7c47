// Both previews scroll together, stand at the width of a phone or a desktop, and follow what is typed in the form.
"use strict";
{
  const holder = document.querySelector(".previews");
  const frames = [...document.querySelectorAll(".previews iframe")];
  let leader = null, rest = 0;

  // By the share of the way, since the two scripts may break lines differently.
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

  // A screen wider than its place is shown smaller, so that its layout is the one of that screen.
  let width = 0;
  const fit = () => {
    for (const frame of frames) {
      const place = frame.parentElement, scale = width ? Math.min(1, place.clientWidth / width) : 1;
      frame.style.width = width ? `${width}px` : "";
      frame.style.height = width ? `${place.clientHeight / scale}px` : "";
      frame.style.transform = scale < 1 ? `scale(${scale})` : "";
    }
  };
  for (const input of document.querySelectorAll("[name=preview-width]")) {
    input.addEventListener("change", () => {
      width = Number(input.value);
      holder.dataset.width = input.value;
      fit();
    });
  }
  addEventListener("resize", fit);

  // The form says when it has sent what was typed; the text is loaded anew where it was being read.
  const places = new Map();
  const reload = () => {
    for (const frame of frames) {
      places.set(frame, frame.contentDocument?.scrollingElement?.scrollTop ?? 0);
      frame.contentWindow.location.reload();
    }
  };
  if (holder?.dataset.key) new BroadcastChannel(`article-preview-${holder.dataset.key}`).onmessage = reload;

  for (const frame of frames) {
    frame.addEventListener("load", () => {
      attach(frame);
      const top = frame.contentDocument.scrollingElement;
      if (places.has(frame)) top.scrollTop = places.get(frame);
      places.delete(frame);
    });
    if (frame.contentDocument?.readyState === "complete") attach(frame);
  }
}
