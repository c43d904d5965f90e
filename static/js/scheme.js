/* Forms of schemes: the button of a multiple choice says what is ticked; rows come and go without leaving the page. */
(function () {
  "use strict";
  function closest(node, selector) { return node && node.closest ? node.closest(selector) : null; }

  function tell(menu) {
    var told = menu.querySelector("[data-codes-told]"), names = [];
    menu.querySelectorAll("input[type='checkbox']:checked").forEach(function (box) {
      names.push(box.parentNode.querySelector(".form-check-label").textContent);
    });
    var more = menu.querySelector(".codes__more input");
    if (more && more.value.trim()) { names.push(more.value.trim()); }
    told.textContent = names.length ? names.join("、") : told.getAttribute("data-none");
  }
  document.addEventListener("change", function (event) {
    var menu = closest(event.target, "[data-codes]");
    if (menu) { tell(menu); }
  });

  /* Buttons beside tables: the same answer as without script, of which only the form is taken. */
  document.addEventListener("click", function (event) {
    var button = closest(event.target, "[data-row-act]"), form = closest(button, "form");
    if (!button || !form || !window.htmx) { return; }
    event.preventDefault();
    window.htmx.ajax("POST", form.getAttribute("action"), {
      source: form, target: "#clause-form", select: "#clause-form", swap: "outerHTML", values: { op: button.value }
    }).then(function () {
      var area = document.getElementById("clause-area");
      area.dispatchEvent(new Event("change", { bubbles: true }));
      focusAfter(button.value);
    });
  });
  function focusAfter(act) {
    var parts = act.split(":"), rows = document.querySelectorAll("#id_" + parts[0] + "-rows tbody tr");
    var row = parts[1] === "add" ? rows[rows.length - 1] : null;
    var field = row && row.querySelector("input:not([type='hidden']), select, summary");
    if (field) { field.focus(); }
  }
})();
