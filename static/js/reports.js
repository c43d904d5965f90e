/* Composing: a press on a figure puts its field where the cursor stands. Without script the field's name can be typed. */
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    var chip = event.target.closest ? event.target.closest("[data-insert]") : null;
    var field = chip && document.getElementById(chip.getAttribute("data-into"));
    if (!field) { return; }
    var words = "{{ " + chip.getAttribute("data-insert") + " }}";
    field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}());

/* Sections are dragged to another place; the buttons up and down do the same for the keyboard. */
(function () {
  "use strict";
  var dragged = null;
  function line(event) { return event.target.closest ? event.target.closest("[data-order] [data-key]") : null; }
  function below(over, event) { var box = over.getBoundingClientRect(); return event.clientY > box.top + box.height / 2; }
  function clear() {
    document.querySelectorAll(".is-over, .is-over-below").forEach(function (node) { node.classList.remove("is-over", "is-over-below"); });
  }
  document.addEventListener("dragstart", function (event) {
    dragged = line(event);
    if (!dragged) { return; }
    dragged.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.getAttribute("data-key"));
  });
  document.addEventListener("dragover", function (event) {
    var over = line(event);
    if (!dragged || !over) { return; }
    event.preventDefault();
    clear();
    if (over !== dragged) { over.classList.add(below(over, event) ? "is-over-below" : "is-over"); }
  });
  document.addEventListener("drop", function (event) {
    var over = line(event), form = over && over.closest("[data-order]");
    if (!dragged || !form) { return; }
    event.preventDefault();
    if (over !== dragged) {
      over.parentNode.insertBefore(dragged, below(over, event) ? over.nextSibling : over);
      form.elements.order.value = Array.prototype.map.call(form.querySelectorAll("[data-key]"), function (node) {
        return node.getAttribute("data-key");
      }).join(",");
      form.requestSubmit();
    }
  });
  document.addEventListener("dragend", function () {
    if (dragged) { dragged.classList.remove("is-dragged"); }
    dragged = null;
    clear();
  });
}());

/* A field such as {{ filed.total }} is one piece: it is deleted whole, and nothing is typed into it. */
(function () {
  "use strict";
  var FIELD = /\{\{\s*[^{}]*\}\}/g;
  function pieces(text) {
    var found = [], match;
    FIELD.lastIndex = 0;
    while ((match = FIELD.exec(text)) !== null) { found.push([match.index, match.index + match[0].length]); }
    return found;
  }
  function text(kind) { return kind.indexOf("insert") === 0; }
  function given(event) {
    if (/^insert(Paragraph|LineBreak)/.test(event.inputType)) { return "\n"; }
    return event.data || (event.dataTransfer ? event.dataTransfer.getData("text/plain") : "");
  }
  function put(area, place, kept, words) {
    if (!words) { return; }
    FIELD.lastIndex = 0;
    area.setRangeText((FIELD.test(words) ? "" : kept) + words, place[0], place[1], "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  /* The selection, widened so that it holds no part of a field without the rest of it. */
  function widened(text, start, end) {
    pieces(text).forEach(function (piece) {
      if (piece[0] < end && start < piece[1]) { start = Math.min(start, piece[0]); end = Math.max(end, piece[1]); }
    });
    return [start, end];
  }
  document.addEventListener("beforeinput", function (event) {
    var area = event.target, kind = event.inputType || "";
    if (!area.matches || !area.matches("textarea[data-fields]") || /Composition/.test(kind)) { return; }
    var start = area.selectionStart, end = area.selectionEnd;
    if (start === end && kind.indexOf("delete") === 0) {
      if (kind.indexOf("Backward") > 0) { start -= 1; } else { end += 1; }
    }
    var inside = pieces(area.value).some(function (piece) { return piece[0] < start && end < piece[1] && start === end; });
    if (inside) { event.preventDefault(); return; }
    var wide = widened(area.value, start, end);
    var kept = text(kind) ? pieces(area.value).filter(function (piece) { return piece[0] < end && start < piece[1] && start !== end; }) : [];
    if (kept.length) {
      /* Words that are put in go behind the figures among what was selected; only deleting takes a figure away. */
      event.preventDefault();
      put(area, wide, kept.map(function (piece) { return area.value.slice(piece[0], piece[1]); }).join(""), given(event));
      return;
    }
    if (start !== end && (wide[0] !== start || wide[1] !== end)) {
      /* The browser acts on what is selected: with the whole field selected it replaces the whole field. */
      area.setSelectionRange(wide[0], wide[1]);
    }
  });
  /* An input method writes by itself: it begins behind the figures that were selected. */
  document.addEventListener("compositionstart", function (event) {
    var area = event.target, wide;
    if (!area.matches || !area.matches("textarea[data-fields]") || area.selectionStart === area.selectionEnd) { return; }
    wide = widened(area.value, area.selectionStart, area.selectionEnd);
    if (pieces(area.value.slice(wide[0], wide[1])).length) { area.setSelectionRange(wide[1], wide[1]); }
  });
  /* A press into a field selects it. */
  document.addEventListener("click", function (event) {
    var area = event.target;
    if (!area.matches || !area.matches("textarea[data-fields]") || area.selectionStart !== area.selectionEnd) { return; }
    var at = area.selectionStart;
    pieces(area.value).forEach(function (piece) {
      if (piece[0] < at && at < piece[1]) { area.setSelectionRange(piece[0], piece[1]); }
    });
  });
}());

/* A part that comes back refused says so at its top, which may lie far above the button that was pressed. */
(function () {
  "use strict";
  document.addEventListener("htmx:afterSettle", function (event) {
    var desk = document.getElementById("compose-desk");
    var summary = desk && desk === event.target ? desk.querySelector("[data-error-summary]") : null;
    if (summary) { summary.focus(); }
  });
}());

/* Words that were not stored are copied by one press. By the old way, for offices whose pages do not come encrypted. */
(function () {
  "use strict";
  function ready() {
    document.querySelectorAll("[data-copy][hidden]").forEach(function (button) { button.hidden = false; });
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("[data-copy]") : null;
    var field = button && document.getElementById(button.getAttribute("data-copy"));
    if (!field) { return; }
    field.focus();
    field.select();
    if (document.execCommand("copy")) { button.querySelector("span").textContent = button.getAttribute("data-copied"); }
  });
  document.addEventListener("htmx:afterSettle", ready);
  ready();
}());
