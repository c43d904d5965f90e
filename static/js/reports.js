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
