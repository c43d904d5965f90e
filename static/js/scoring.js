// The side panel of scores: takes the focus when it opens, closes by its button or Escape, and gives the focus back.
(function () {
  "use strict";
  const panel = document.getElementById("score-panel");
  if (!panel) return;
  let opener = null;

  function close() {
    panel.replaceChildren();
    if (opener && document.contains(opener)) opener.focus();
    opener = null;
  }

  document.body.addEventListener("htmx:beforeRequest", function (event) {
    if (event.detail.target === panel && event.target.closest(".score-table")) opener = event.target;
  });
  document.body.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.target !== panel) return;
    const button = panel.querySelector("[data-close-panel]");
    if (button) button.hidden = false;
    panel.focus({ preventScroll: true });
    // Beside the table the panel is in sight; below it, on a phone, it must be brought there.
    if (panel.getBoundingClientRect().top > window.innerHeight - 120) panel.scrollIntoView({ block: "start" });
  });
  panel.addEventListener("click", function (event) {
    if (event.target.closest("[data-close-panel]")) close();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && panel.childElementCount) close();
  });
})();
