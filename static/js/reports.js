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
