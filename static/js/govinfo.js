/* Small helps for every page. All of them may be missing: the pages work without script. */
(function () {
  "use strict";
  var body = document.body;
  function text(name) { return body.getAttribute("data-text-" + name) || ""; }
  function isTyping(node) { return node && (/^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName) || node.isContentEditable); }
  function closest(node, selector) { return node && node.closest ? node.closest(selector) : null; }

  /* Menus: one open at a time; Escape or a click elsewhere closes. */
  function closeMenus(except) {
    document.querySelectorAll("details[data-menu][open]").forEach(function (menu) { if (menu !== except) { menu.open = false; } });
  }
  document.addEventListener("click", function (event) {
    closeMenus(closest(event.target, "details[data-menu]"));
    var opener = closest(event.target, "[data-opens]");
    if (opener) { openDialog(opener.getAttribute("data-opens"), event); }
    var closer = closest(event.target, "[data-closes]");
    if (closer) { var dialog = closest(closer, "dialog"); if (dialog) { event.preventDefault(); dialog.close(); } }
  });

  /* Dialogs: a link with data-opens leads to a page of its own where <dialog> is not known. */
  function openDialog(id, event) {
    var dialog = document.getElementById(id);
    if (!dialog || !dialog.showModal) { return; }
    event.preventDefault();
    closeMenus();
    dialog.showModal();
  }
  document.querySelectorAll("[data-opens][hidden]").forEach(function (node) { node.hidden = false; });

  /* A button that asks first: data-confirm holds the question. */
  document.addEventListener("click", function (event) {
    var button = closest(event.target, "[data-confirm]");
    if (button && !window.confirm(button.getAttribute("data-confirm"))) { event.preventDefault(); event.stopPropagation(); }
  }, true);

  /* A form is sent once: a second press within the same page does nothing (the server holds the real promise). */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-many")) { return; }
    if (form.hasAttribute("data-sent")) { event.preventDefault(); return; }
    form.setAttribute("data-sent", "");
    window.setTimeout(function () { form.removeAttribute("data-sent"); }, 8000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { form.removeAttribute("data-sent"); });
  });

  /* Typed and not saved: ask before the page is left. Forms say so by data-guard. */
  var dirty = false;
  document.addEventListener("input", function (event) { if (closest(event.target, "form[data-guard]")) { dirty = true; } });
  document.addEventListener("submit", function (event) { if (!event.defaultPrevented) { dirty = false; } });
  document.addEventListener("govinfo:saved", function () { dirty = false; });
  window.addEventListener("beforeunload", function (event) {
    if (dirty) { event.preventDefault(); event.returnValue = text("unsaved"); return event.returnValue; }
  });

  /* Notes from the script itself. */
  function say(words) {
    var place = document.getElementById("messages");
    if (!place || !words) { return; }
    place.textContent = "";
    var note = document.createElement("div");
    note.className = "note note--error";
    note.setAttribute("role", "alert");
    note.textContent = words;
    place.appendChild(note);
    note.scrollIntoView({ block: "nearest" });
  }
  body.addEventListener("htmx:responseError", function (event) {
    if (event.detail.xhr.status >= 500 || event.detail.xhr.status === 404) { say(text("broken")); }
  });
  body.addEventListener("htmx:sendError", function () { say(text("offline")); });
  /* Signed out meanwhile: a fragment must not be filled with the sign-in page. */
  body.addEventListener("htmx:beforeSwap", function (event) {
    var answered = event.detail.xhr.responseURL || "";
    if (answered && new URL(answered).pathname === body.getAttribute("data-login-path")) {
      event.detail.shouldSwap = false;
      if (dirty) { say(text("broken")); } else { window.location.reload(); }
    }
  });
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden && window.htmx) { window.htmx.trigger(body, "govinfo:counts"); }
  });

  /* Errors: the summary takes the focus; its links go to the field itself. */
  var summary = document.querySelector("[data-error-summary]");
  if (summary) { summary.focus(); }
  document.addEventListener("click", function (event) {
    var link = closest(event.target, "[data-error-summary] a[href^='#']");
    var field = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!field) { return; }
    var input = isTyping(field) ? field : field.querySelector("input, select, textarea");
    if (input) { event.preventDefault(); input.focus(); input.scrollIntoView({ block: "center" }); }
  });

  /* Fields that send their form at once (filters). */
  document.addEventListener("change", function (event) {
    var form = closest(event.target, "form[data-auto]");
    if (form && form.requestSubmit) { form.requestSubmit(); }
  });

  /* Proposed words go into the field they belong to. */
  document.addEventListener("click", function (event) {
    var phrase = closest(event.target, "[data-phrase]"), field = phrase && document.getElementById(phrase.getAttribute("data-phrase"));
    if (!field) { return; }
    field.value = field.value ? field.value + phrase.textContent.trim() : phrase.textContent.trim();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });

  /* Live count of characters under a text: data-counts on the field, a place with data-count-of its id. What is read
     where the field holds something else, such as names of figures, stands in data-reads. */
  function showCount(field) {
    var place = document.querySelector("[data-count-of='" + field.id + "']");
    if (!place) {
      place = document.createElement("p");
      place.className = "form-text num";
      place.setAttribute("data-count-of", field.id);
      field.insertAdjacentElement("afterend", place);
    }
    place.textContent = text("characters").replace("0", String(Array.from((field.dataset.reads || field.value).replace(/\s/g, "")).length));
  }
  document.querySelectorAll("[data-counts]").forEach(showCount);
  document.addEventListener("input", function (event) { if (event.target.hasAttribute("data-counts")) { showCount(event.target); } });
  document.addEventListener("govinfo:shown", function (event) { if (event.target.hasAttribute("data-counts")) { showCount(event.target); } });

  /* Ticking rows: all of the page, how many, and the bar of bulk acts. */
  function ticks(root) { return Array.prototype.slice.call(root.querySelectorAll("input[name='pk']")); }
  function showTicks() {
    document.querySelectorAll("[data-rows-form]").forEach(function (form) {
      var all = ticks(form), on = all.filter(function (box) { return box.checked; });
      var head = form.querySelector("[data-tick-all]"), every = form.querySelector("[data-all-filtered]");
      var many = every && every.checked;
      if (head) { head.checked = all.length > 0 && on.length === all.length; head.indeterminate = on.length > 0 && on.length < all.length; }
      form.classList.toggle("has-ticks", on.length > 0 || Boolean(many));
      form.querySelectorAll("[data-ticked]").forEach(function (node) { node.textContent = String(on.length); });
    });
  }
  document.addEventListener("change", function (event) {
    var form = closest(event.target, "[data-rows-form]");
    if (!form) { return; }
    if (event.target.hasAttribute("data-tick-all")) {
      ticks(form).forEach(function (box) { box.checked = event.target.checked; });
    }
    showTicks();
  });
  body.addEventListener("htmx:afterSettle", showTicks);
  document.querySelectorAll("[data-rows-form]").forEach(function (form) { form.classList.add("is-scripted"); });
  body.addEventListener("htmx:afterSettle", function () {
    document.querySelectorAll("[data-rows-form]").forEach(function (form) { form.classList.add("is-scripted"); });
  });
  showTicks();

  /* Keys. */
  var rowAt = -1, waitsForGoal = false;
  function rows() { return Array.prototype.slice.call(document.querySelectorAll("tr[data-row]")); }
  function goTo(index) {
    var all = rows();
    if (!all.length) { return; }
    rowAt = Math.max(0, Math.min(index, all.length - 1));
    all.forEach(function (row, at) { row.classList.toggle("is-at", at === rowAt); });
    var link = all[rowAt].querySelector("a[href]");
    if (link) { link.focus({ preventScroll: true }); }
    all[rowAt].scrollIntoView({ block: "nearest" });
    if (document.querySelector(".preview.is-open")) { preview(all[rowAt]); }
  }
  function preview(row) {
    var url = row.getAttribute("data-preview"), pane = document.getElementById("preview");
    if (!url || !pane || !window.htmx) { return; }
    pane.classList.add("is-open");
    window.htmx.ajax("GET", url, { target: "#preview-body", swap: "innerHTML" });
  }
  document.addEventListener("click", function (event) {
    if (closest(event.target, "[data-close-preview]")) {
      document.getElementById("preview").classList.remove("is-open");
      document.getElementById("preview-body").textContent = "";
    }
  });
  body.addEventListener("htmx:afterSwap", function (event) { if (event.detail.target.id === "list-body") { rowAt = -1; } });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { closeMenus(); }
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      var save = document.querySelector("[data-key='save']");
      if (save) { event.preventDefault(); save.click(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) { return; }
    var row = rows()[rowAt];
    if (waitsForGoal) {
      waitsForGoal = false;
      if (event.key === "d") { window.location.assign("/"); return; }
    }
    if (event.key === "/") { var search = document.querySelector("[data-key='/']"); if (search) { event.preventDefault(); search.focus(); search.select(); } }
    else if (event.key === "?") { openDialog("keys-help", event); }
    else if (event.key === "g") { waitsForGoal = true; }
    else if (event.key === "j") { goTo(rowAt + 1); }
    else if (event.key === "k") { goTo(rowAt - 1); }
    else if (event.key === "p" && row) { preview(row); }
    else if (event.key === "x" && row) { var box = row.querySelector("input[name='pk']"); if (box) { box.click(); } }
    else if (event.key.length === 1) {
      var named = document.querySelector("[data-key='" + event.key.replace(/['\\]/g, "") + "']");
      if (named) { event.preventDefault(); named.click(); }
    }
  });
}());
