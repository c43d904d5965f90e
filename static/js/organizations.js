/* The tree of units: drag a unit among its neighbours. Without script the arrows do the same. */
(function () {
  "use strict";
  var form = document.getElementById("unit-order");
  if (!form) { return; }
  var hint = document.querySelector("[data-tree-hint]");
  if (hint) { hint.hidden = false; }
  var dragged = null;

  function branchOf(target) {
    return target.closest ? target.closest("[data-unit]") : null;
  }

  function neighbours(list) {
    return Array.prototype.filter.call(list.children, function (child) { return child.hasAttribute("data-unit"); });
  }

  function unmark() {
    document.querySelectorAll(".is-target").forEach(function (one) { one.classList.remove("is-target"); });
  }

  document.querySelectorAll("[data-tree]").forEach(function (list) {
    if (neighbours(list).length < 2) { return; }
    neighbours(list).forEach(function (branch) { branch.draggable = true; });
  });

  document.addEventListener("dragstart", function (event) {
    dragged = branchOf(event.target);
    if (!dragged || !dragged.draggable) { dragged = null; return; }
    dragged.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.unit);
  });

  document.addEventListener("dragover", function (event) {
    var target = dragged && neighbourUnder(event.target);
    if (!target) { return; }
    event.preventDefault();
    unmark();
    target.classList.add("is-target");
  });

  function neighbourUnder(element) {
    var branch = branchOf(element);
    while (branch && branch.parentNode !== dragged.parentNode) { branch = branchOf(branch.parentNode); }
    return branch === dragged ? null : branch;
  }

  document.addEventListener("drop", function (event) {
    var target = dragged && neighbourUnder(event.target);
    if (!target) { return; }
    event.preventDefault();
    var row = neighbours(dragged.parentNode);
    var goesDown = row.indexOf(dragged) < row.indexOf(target);
    dragged.parentNode.insertBefore(dragged, goesDown ? target.nextSibling : target);
    form.elements.units.value = neighbours(dragged.parentNode).map(function (one) { return one.dataset.unit; }).join(",");
    form.submit();
  });

  document.addEventListener("dragend", function () {
    if (dragged) { dragged.classList.remove("is-dragged"); }
    dragged = null;
    unmark();
  });
})();
