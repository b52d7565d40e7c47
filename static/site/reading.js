// The article page: contents that follow, records and terms explained in place, sharing. Plain enough for old WebViews.
(function () {
  "use strict";

  // Contents: the entry of the section being read is marked, and named on the folded bar of a phone.
  function followContents() {
    var links = Array.prototype.slice.call(document.querySelectorAll(".toc .toc-list a"));
    var here = document.querySelector(".toc-here");
    var marks = links.map(function (link) {
      return { link: link, heading: document.getElementById(decodeURIComponent(link.hash.slice(1))) };
    }).filter(function (mark) { return mark.heading; });
    var current = null, waiting = false;
    function update() {
      waiting = false;
      var found = null;
      marks.forEach(function (mark) {
        if (mark.heading.getBoundingClientRect().top < window.innerHeight * 0.3) found = mark;
      });
      if (found === current) return;
      if (current) current.link.removeAttribute("aria-current");
      current = found;
      if (here) here.textContent = found ? found.link.textContent : "";
      if (!found) return;
      found.link.setAttribute("aria-current", "location");
      var frame = found.link.closest(".toc"), box = found.link.getBoundingClientRect(), around = frame.getBoundingClientRect();
      if (box.top < around.top || box.bottom > around.bottom) frame.scrollTop += box.top - around.top - around.height / 3;
    }
    function ask() {
      if (waiting) return;
      waiting = true;
      window.requestAnimationFrame(update);
    }
    if (!marks.length) return;
    window.addEventListener("scroll", ask, { passive: true });
    window.addEventListener("resize", ask);
    update();
    var folded = document.querySelector(".toc-folded");
    if (folded) folded.addEventListener("click", function (event) {
      if (event.target.closest("a")) folded.open = false;
    });
  }

  // Cards: what the foot of the page says of a record or term, shown beside the word.
  function sourceOf(link) {
    var address = link.getAttribute("href");
    var entries = document.querySelectorAll(".article-foot .product-cards a, .article-foot .record-list a, .article-foot .meanings a");
    for (var i = 0; i < entries.length; i += 1) {
      if (entries[i].getAttribute("href") === address) return entries[i].closest("li, div");
    }
    return null;
  }

  function makeCards() {
    var card = document.createElement("div"), owner = null, timer = 0, touched = false;
    card.className = "card";
    card.id = "record-card";
    card.hidden = true;
    card.tabIndex = -1;
    document.body.appendChild(card);

    function place(link) {
      var box = link.getClientRects()[0] || link.getBoundingClientRect();
      var width = Math.min(360, document.documentElement.clientWidth - 32);
      var left = Math.max(16, Math.min(box.left, document.documentElement.clientWidth - width - 16));
      card.style.width = width + "px";
      card.style.left = left + window.pageXOffset + "px";
      var below = window.innerHeight - box.bottom > card.offsetHeight + 16 || box.top < card.offsetHeight + 16;
      card.style.top = (below ? box.bottom + 6 : box.top - card.offsetHeight - 6) + window.pageYOffset + "px";
    }

    function show(link, byTap) {
      var source = sourceOf(link);
      window.clearTimeout(timer);
      if (!source) return false;
      if (owner === link && !card.hidden && !byTap) return true;
      hide();
      card.innerHTML = source.innerHTML; // our own page's, written by the server
      Array.prototype.forEach.call(card.querySelectorAll("[id]"), function (each) { each.removeAttribute("id"); });
      owner = link;
      card.hidden = false;
      card.classList.toggle("card-tapped", byTap);
      if (byTap) {
        card.setAttribute("role", "dialog");
        card.setAttribute("aria-label", link.textContent);
        card.focus({ preventScroll: true });
      } else {
        card.setAttribute("role", "tooltip");
        card.removeAttribute("aria-label");
        Array.prototype.forEach.call(card.querySelectorAll("a"), function (each) { each.tabIndex = -1; });
        link.setAttribute("aria-describedby", card.id);
      }
      place(link);
      return true;
    }

    function hide() {
      window.clearTimeout(timer);
      if (owner) owner.removeAttribute("aria-describedby");
      card.hidden = true;
      owner = null;
    }

    function later(what, wait) {
      window.clearTimeout(timer);
      timer = window.setTimeout(what, wait);
    }

    var prose = document.querySelector(".prose");
    function linkOf(event) { return event.target.closest ? event.target.closest("a.record") : null; }

    prose.addEventListener("mouseover", function (event) {
      var link = linkOf(event);
      if (link && !touched) later(function () { show(link, false); }, 200);
    });
    prose.addEventListener("mouseout", function (event) {
      if (linkOf(event) && !touched) later(hide, 250);
    });
    card.addEventListener("mouseenter", function () { window.clearTimeout(timer); });
    card.addEventListener("mouseleave", function () { if (!touched) later(hide, 250); });
    prose.addEventListener("focusin", function (event) {
      var link = linkOf(event);
      if (link && !touched) show(link, false);
    });
    prose.addEventListener("focusout", function () { if (!touched) later(hide, 100); });
    document.addEventListener("touchstart", function (event) {
      touched = true;
      if (owner && !card.contains(event.target) && event.target !== owner) hide();
    }, { passive: true });
    document.addEventListener("mousemove", function (event) {
      if (event.movementX || event.movementY) touched = false;
    }, { passive: true });
    prose.addEventListener("click", function (event) {
      var link = linkOf(event);
      if (!link || !touched || event.ctrlKey || event.metaKey) return;
      if (owner === link && !card.hidden) return; // the second tap goes where the link leads
      if (show(link, true)) event.preventDefault();
    });
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || card.hidden) return;
      var back = card.contains(document.activeElement) ? owner : null;
      hide();
      if (back) back.focus({ preventScroll: true });
    });
    window.addEventListener("resize", hide);
  }

  // Sharing: the address to the clipboard, the page to the printer.
  function copyText(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    return new Promise(function (done, failed) {
      var field = document.createElement("textarea");
      field.value = text;
      field.className = "visually-hidden";
      document.body.appendChild(field);
      field.select();
      var copied = document.execCommand("copy");
      field.remove();
      if (copied) done();
      else failed();
    });
  }

  function startSharing() {
    var bar = document.querySelector(".share-buttons");
    if (!bar) return;
    var status = document.querySelector(".share-status");
    bar.hidden = false;
    bar.addEventListener("click", function (event) {
      var button = event.target.closest("button");
      if (!button) return;
      if (button.hasAttribute("data-print")) window.print();
      else copyText(button.getAttribute("data-copy")).then(
        function () { status.textContent = bar.getAttribute("data-copied"); },
        function () { status.textContent = bar.getAttribute("data-failed"); }
      );
    });
  }

  followContents();
  if (document.querySelector(".prose")) makeCards();
  startSharing();
})();
