/* Helps for the slip and the signer's screen; both work without. */
(function () {
  "use strict";
  /* One box ticks all figures. */
  document.addEventListener("change", function (event) {
    if (!event.target.hasAttribute || !event.target.hasAttribute("data-tick-figures")) { return; }
    var form = event.target.closest("form");
    form.querySelectorAll("input[name='ticks']").forEach(function (box) { box.checked = event.target.checked; });
  });
  /* Ordered lists show the chosen places and one empty one more. */
  function fold(root) {
    var places = Array.prototype.slice.call(root.querySelectorAll("select")), last = -1;
    places.forEach(function (place, at) { if (place.value) { last = at; } });
    places.forEach(function (place, at) { place.hidden = at > last + 1; });
  }
  document.querySelectorAll("[data-ordered]").forEach(function (root) {
    fold(root);
    root.addEventListener("change", function () { fold(root); });
  });
  /* Fields that only some choices need. */
  var needs = { id_commission_no: ["id_source", "commission"], id_origin: ["id_source", "reprint"], id_stage_no: ["id_report_stage", "follow_up"] };
  function showNeeded() {
    Object.keys(needs).forEach(function (id) {
      var field = document.getElementById(id), asks = document.getElementById(needs[id][0]);
      var box = field && field.closest("[id^='div_']");
      if (box && asks) { box.hidden = asks.value !== needs[id][1] && !field.value; }
    });
  }
  document.addEventListener("change", showNeeded);
  showNeeded();
}());
