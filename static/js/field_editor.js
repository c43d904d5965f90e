/* Writing with figures: the text shows each figure as it stands in the snapshot, in one piece into which nobody types.
   The textarea below keeps the text with the names of the fields and is what the form sends; without script it is what
   people write in. */
(function () {
  "use strict";
  var FIELD = /\{\{\s*([^{}]*?)\s*\}\}/g;
  var KEPT = "application/x-govinfo-fields";

  function closest(node, selector) {
    var element = node && node.nodeType === 1 ? node : node && node.parentElement;
    return element ? element.closest(selector) : null;
  }
  function editorOf(area) { return area && area.previousElementSibling && area.previousElementSibling.matches(".field-editor") ? area.previousElementSibling : null; }
  function areaOf(editor) { return editor.nextElementSibling; }

  /* Name of a field -> the button that offers it, which knows its words and its value. */
  function offered(area) {
    var known = {};
    (area.form ? area.form.querySelectorAll("[data-insert]") : []).forEach(function (button) { known[button.dataset.insert] = button.dataset; });
    return known;
  }
  function piece(name, known) {
    var node = document.createElement("span"), one = known[name];
    node.className = one ? "field" : "field field--unknown";
    node.contentEditable = "false";
    node.dataset.field = name;
    node.title = one ? one.label : name;
    node.textContent = one ? one.value || "—" : "{{ " + name + " }}";
    return node;
  }
  function filled(text, known) {
    var parts = document.createDocumentFragment(), at = 0, match;
    FIELD.lastIndex = 0;
    while ((match = FIELD.exec(text)) !== null) {
      parts.append(text.slice(at, match.index), piece(match[1], known));
      at = match.index + match[0].length;
    }
    parts.append(text.slice(at));
    return parts;
  }
  function paragraph(text, known) {
    var node = document.createElement("p");
    if (text) { node.append(filled(text, known)); } else { node.append(document.createElement("br")); }
    return node;
  }
  function count(editor) {
    var area = areaOf(editor);
    area.dataset.reads = editor.textContent;
    area.dispatchEvent(new Event("govinfo:shown", { bubbles: true }));
  }
  function show(editor, text) {
    var known = offered(areaOf(editor));
    editor.replaceChildren.apply(editor, text.split(/\r?\n/).map(function (line) { return paragraph(line, known); }));
    count(editor);
  }

  /* The text with the names of its fields. Every block is a paragraph; what browsers wrap around words is left out. */
  function source(node) {
    var words = "";
    node.childNodes.forEach(function (child) {
      if (child.nodeType === 3) { words += child.data; return; }
      if (child.nodeType !== 1) { return; }
      if (child.dataset.field !== undefined) { words += "{{ " + child.dataset.field + " }}"; return; }
      if (child.tagName === "BR") { words += child.nextSibling ? "\n" : ""; return; }
      if (/^(P|DIV)$/.test(child.tagName) && child.previousSibling) { words += "\n"; }
      words += source(child);
    });
    return words.replace(/\u00a0/g, " ");
  }
  function keep(editor) {
    var area = areaOf(editor);
    area.value = source(editor);
    area.dataset.reads = editor.textContent;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* Places are counted in the text of the textarea, so that an edit is one slice of a string. All edits but those of an
     input method go this way: what browsers do by themselves carries styles, which the content security policy refuses,
     and their undo does not know of figures. */
  function placeOf(editor, node, offset) {
    var range = document.createRange(), holder = document.createElement("div");
    range.selectNodeContents(editor);
    range.setEnd(node, offset);
    holder.append(range.cloneContents());
    return source(holder).length;
  }
  function chosen(editor) {
    var live = window.getSelection(), range = live.rangeCount && editor.contains(live.anchorNode) ? live.getRangeAt(0) : editor.lastRange, end;
    if (!range || !editor.contains(range.startContainer)) { end = areaOf(editor).value.length; return [end, end]; }
    return [placeOf(editor, range.startContainer, range.startOffset), placeOf(editor, range.endContainer, range.endOffset)];
  }
  /* Widened to whole fields: there is no half of a figure. */
  function whole(text, place) {
    var match;
    FIELD.lastIndex = 0;
    while ((match = FIELD.exec(text)) !== null) {
      if (match.index < place[1] && place[0] < match.index + match[0].length) {
        place = [Math.min(place[0], match.index), Math.max(place[1], match.index + match[0].length)];
      }
    }
    return place;
  }
  function setCursor(editor, place) {
    var range = document.createRange(), left = place, lines = editor.children, number, nodes, at, length;
    for (number = 0; number < lines.length - 1 && left > source(lines[number]).length; number += 1) { left -= source(lines[number]).length + 1; }
    nodes = lines[number].childNodes;
    range.setStart(lines[number], 0);
    for (at = 0; at < nodes.length && left > 0; at += 1) {
      length = nodes[at].nodeType === 3 ? nodes[at].data.length : nodes[at].dataset.field !== undefined ? ("{{ " + nodes[at].dataset.field + " }}").length : 0;
      if (nodes[at].nodeType === 3 && left <= length) { range.setStart(nodes[at], left); } else { range.setStartAfter(nodes[at]); }
      left -= length;
    }
    range.collapse(true);
    window.getSelection().removeAllRanges();
    window.getSelection().addRange(range);
    editor.lastRange = range.cloneRange();
  }
  function put(editor, text, place) {
    show(editor, text);
    setCursor(editor, place);
    keep(editor);
  }
  function fieldsIn(text) { return text.match(FIELD) || []; }
  function without(fields, others) {
    var rest = others.slice();
    return fields.filter(function (field) {
      var at = rest.indexOf(field);
      if (at >= 0) { rest.splice(at, 1); }
      return at < 0;
    });
  }
  /* Where words go in: those that were selected give way, the figures among them stay, before what is put in. Only those
     that are put in themselves (a piece that was copied and is pasted upon itself) need not stay twice. */
  function edit(editor, place, words) {
    var text = source(editor);
    place = whole(text, place);
    words = words.replace(/\r\n?/g, "\n").replace(FIELD, "{{ $1 }}");
    if (!words && place[0] === place[1]) { return; }
    remember(editor);
    var kept = words ? without(fieldsIn(text.slice(place[0], place[1])), fieldsIn(words)).join("") : "";
    var head = (text.slice(0, place[0]) + kept + words).replace(FIELD, "{{ $1 }}");
    put(editor, head + text.slice(place[1]), head.length);
  }
  function insert(editor, words) {
    editor.focus();
    if (words) { edit(editor, chosen(editor), words); }
  }
  /* An input method writes by itself: it begins behind the figures that were selected, and what it swallows comes back. */
  function beginComposing(editor) {
    var live = window.getSelection(), place = whole(source(editor), chosen(editor));
    remember(editor);
    editor.before = source(editor);
    editor.at = place[1];
    if (live.rangeCount && !live.isCollapsed && fieldsIn(editor.before.slice(place[0], place[1])).length) { setCursor(editor, place[1]); }
  }
  function endComposing(editor, words) {
    var before = editor.before;
    editor.before = undefined;
    if (before === undefined || !without(fieldsIn(before), fieldsIn(source(editor))).length) { return; }
    put(editor, before.slice(0, editor.at) + words + before.slice(editor.at), editor.at + words.length);
  }

  var MOST = 500;
  function remember(editor) {
    editor.past.push(source(editor));
    if (editor.past.length > MOST) { editor.past.shift(); }
    editor.future = [];
  }
  function takeBack(editor, from, to) {
    if (!from.length) { return; }
    to.push(source(editor));
    var words = from.pop();
    put(editor, words, words.length);
  }
  document.addEventListener("selectionchange", function () {
    var chosen = window.getSelection(), editor = chosen.rangeCount ? closest(chosen.anchorNode, ".field-editor") : null;
    if (editor) { editor.lastRange = chosen.getRangeAt(0).cloneRange(); }
  });

  /* What is put in: corrections of the system bring it beside the event's data. */
  function given(event) {
    return event.data || (event.dataTransfer ? event.dataTransfer.getData("text/plain") : "");
  }
  function listen(editor) {
    editor.past = [];
    editor.future = [];
    editor.addEventListener("input", function () { keep(editor); });
    editor.addEventListener("compositionstart", function () { beginComposing(editor); });
    editor.addEventListener("compositionend", function (event) { endComposing(editor, event.data || ""); });
    editor.addEventListener("beforeinput", function (event) {
      var kind = event.inputType, range, words;
      if (/Composition/.test(kind) || event.isComposing) { return; }
      event.preventDefault();
      range = event.getTargetRanges()[0];
      if (!range || !/^(insert|delete)/.test(kind)) { return; }
      words = /^insert(Paragraph|LineBreak)/.test(kind) ? "\n" : given(event);
      if (/^insert/.test(kind) && !words) { return; }
      edit(editor, [placeOf(editor, range.startContainer, range.startOffset), placeOf(editor, range.endContainer, range.endOffset)],
        /^delete/.test(kind) ? "" : words);
    });
    editor.addEventListener("keydown", function (event) {
      var key = event.key.toLowerCase();
      if (!(event.ctrlKey || event.metaKey) || (key !== "z" && key !== "y")) { return; }
      event.preventDefault();
      if (key === "y" || event.shiftKey) { takeBack(editor, editor.future, editor.past); } else { takeBack(editor, editor.past, editor.future); }
    });
    editor.addEventListener("paste", function (event) {
      event.preventDefault();
      insert(editor, event.clipboardData.getData(KEPT) || event.clipboardData.getData("text/plain"));
    });
    editor.addEventListener("drop", function (event) { event.preventDefault(); });
    ["copy", "cut"].forEach(function (kind) {
      editor.addEventListener(kind, function (event) {
        var live = window.getSelection(), holder = document.createElement("div");
        if (!live.rangeCount || live.isCollapsed) { return; }
        event.preventDefault();
        holder.append(live.getRangeAt(0).cloneContents());
        event.clipboardData.setData(KEPT, source(holder));
        event.clipboardData.setData("text/plain", live.toString());
        if (kind === "cut") { edit(editor, chosen(editor), ""); }
      });
    });
    /* Names that were typed become figures when the text is left. */
    editor.addEventListener("blur", function () {
      var typed = editor.cloneNode(true);
      typed.querySelectorAll("[data-field]").forEach(function (node) { node.remove(); });
      FIELD.lastIndex = 0;
      if (FIELD.test(typed.textContent)) { show(editor, areaOf(editor).value); }
    });
  }

  function build(area) {
    var editor = document.createElement("div"), label = area.labels && area.labels[0];
    editor.className = area.className + " field-editor";
    editor.contentEditable = "true";
    editor.spellcheck = false;
    editor.setAttribute("role", "textbox");
    editor.setAttribute("aria-multiline", "true");
    editor.lang = area.lang;
    if (area.getAttribute("aria-describedby")) { editor.setAttribute("aria-describedby", area.getAttribute("aria-describedby")); }
    if (area.matches(".is-invalid")) { editor.setAttribute("aria-invalid", "true"); }
    if (label) {
      label.id = label.id || area.id + "_label";
      editor.setAttribute("aria-labelledby", label.id);
      label.addEventListener("click", function (event) { if (area.hidden) { event.preventDefault(); editor.focus(); } });
    }
    area.before(editor);
    area.hidden = true;
    listen(editor);
    show(editor, area.value);
  }
  function buildAll() {
    document.querySelectorAll("textarea[data-fields]").forEach(function (area) {
      if (editorOf(area)) { return; }
      build(area);
      area.form.classList.add("has-editor");
      area.form.querySelectorAll("[data-field-names]").forEach(function (button) { button.hidden = false; });
    });
  }

  document.addEventListener("click", function (event) {
    var names = closest(event.target, "[data-field-names]"), offer = closest(event.target, "[data-insert]");
    var area = offer ? document.getElementById(offer.dataset.into) : names && names.form.querySelector("textarea[data-fields]");
    var editor = editorOf(area);
    if (!editor) { return; }
    if (names) {
      area.hidden = !area.hidden;
      editor.hidden = !area.hidden;
      names.setAttribute("aria-pressed", String(!area.hidden));
      area.form.classList.toggle("shows-names", !area.hidden);
      if (area.hidden) { show(editor, area.value); } else { delete area.dataset.reads; }
      (area.hidden ? editor : area).focus();
    } else if (area.hidden) {
      event.stopImmediatePropagation();
      insert(editor, "{{ " + offer.dataset.insert + " }}");
    }
  }, true);

  /* While the text is on its way nothing can be typed that the answer would wipe out. */
  function lock(event, isLocked) {
    var form = event.detail.elt;
    if (form.querySelectorAll) { form.querySelectorAll(".field-editor").forEach(function (editor) { editor.contentEditable = String(!isLocked); }); }
  }
  document.addEventListener("htmx:beforeRequest", function (event) { lock(event, true); });
  document.addEventListener("htmx:afterRequest", function (event) { lock(event, false); });
  document.addEventListener("htmx:load", buildAll);
  document.execCommand("defaultParagraphSeparator", false, "p");
  buildAll();
}());
