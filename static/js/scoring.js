// Figures open beside the table: the panel takes the focus when it opens, closes by its button or Escape, and gives the
// focus back. Without script, or in a new tab, a figure is a link to a page of its own.
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

  document.addEventListener("click", function (event) {
    const figure = event.target.closest("a.figure");
    if (!figure || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (!panel.contains(figure)) opener = figure;
    window.htmx.ajax("GET", figure.href, { source: figure, target: panel, swap: "innerHTML" });
  });
  document.body.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.target !== panel) return;
    for (const hidden of panel.querySelectorAll("[data-close-panel], .score-facts__page")) hidden.hidden = false;
    panel.focus({ preventScroll: true });
    // Beside the table the panel is in sight; below it, on a phone, it must be brought there.
    const top = panel.getBoundingClientRect().top;
    if (top > window.innerHeight - 120 || top < 0) panel.scrollIntoView({ block: "start" });
  });
  panel.addEventListener("click", function (event) {
    if (event.target.closest("[data-close-panel]")) close();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && panel.childElementCount) close();
  });
})();
