// Charts in the browser. Each `[data-chart]` names the script element with its figures, and holds a drawing (SVG) that
// stays where there is no script. Figures come as text, exact as printed; colours and hatches come with them.
(function () {
  "use strict";
  const echarts = window.echarts;
  if (!echarts) return;
  const INK = "#333333", FAINT = "#d9d9d9", NARROW = 480;
  const ROTATIONS = { rise: -Math.PI / 4, fall: Math.PI / 4, level: 0, upright: Math.PI / 2 };

  function decal(tone) {
    if (!tone.hatch) return { symbol: "none" };
    return { symbol: "rect", symbolSize: 1, color: tone.ink, dashArrayX: [1, 0], dashArrayY: [1.2, 5], rotation: ROTATIONS[tone.hatch] };
  }

  function swatch(tone) {
    const mark = document.createElement("span");
    mark.className = "chart__swatch";
    mark.style.backgroundColor = tone.fill;
    const ways = { rise: "135deg", fall: "45deg", level: "0deg", upright: "90deg" };
    if (tone.hatch) mark.style.backgroundImage = "repeating-linear-gradient(" + ways[tone.hatch] + ", " + tone.ink + " 0 1px, transparent 1px 5px)";
    return mark;
  }

  function legend(data) {
    const list = document.createElement("ul");
    list.className = "chart__legend";
    list.setAttribute("aria-hidden", "true");
    data.series.forEach(function (line) {
      const entry = document.createElement("li");
      entry.append(swatch(line.tone), line.name);
      list.append(entry);
    });
    return list;
  }

  function highest(data) {
    return Math.max.apply(null, data.labels.map(function (name, place) {
      return data.series.reduce(function (sum, one) { return sum + Number(one.values[place] || 0); }, 0);
    }));
  }

  // The side of a point on which no line runs: below in a valley, on its outer side on a slope, else above. Of two equal
  // neighbours the second stands above, for both would not fit side by side.
  function beside(values, place, isBelow) {
    if (values[place] === null) return {};
    const known = function (at) { return values[at] === undefined || values[at] === null ? here : Number(values[at]); };
    const here = Number(values[place]), before = known(place - 1) - here, after = known(place + 1) - here;
    if (before >= 0 && after >= 0 && before + after > 0 && !(before === 0 && isBelow)) return { position: "bottom" };
    if (after > 0) return { position: "top", align: "right", offset: [before === 0 ? 0 : -3, 0] };
    return before > 0 ? { position: "top", align: "left", offset: [3, 0] } : { position: "top" };
  }

  function line(one, isNarrow) {
    let isBelow = false;
    return {
      type: "line", name: one.name, symbol: "circle", symbolSize: 7,
      data: one.values.map(function (value, place) {
        const label = beside(one.values, place, isBelow);
        isBelow = label.position === "bottom";
        return { value: value === null ? "-" : value, label: label };
      }),
      lineStyle: { color: one.tone.fill, width: 2 }, itemStyle: { color: one.tone.fill }, labelLayout: { hideOverlap: true },
      label: {
        show: true, position: "top", color: INK, fontSize: isNarrow ? 11 : 12, textBorderColor: "#ffffff", textBorderWidth: 3,
        formatter: function (told) { return told.value === "-" ? "" : told.value; },
      },
    };
  }

  function series(data, isNarrow) {
    const lies = data.kind === "bars";
    if (data.kind === "lines") return data.series.map(function (one) { return line(one, isNarrow); });
    // A part of a stack that is too low for its figure says it only when it is pointed at.
    const least = data.kind === "stacks" ? highest(data) / 14 : -Infinity;
    return data.series.map(function (line) {
      return {
        type: "bar", name: line.name, data: line.values.map(function (value) { return value === null ? "-" : value; }),
        stack: data.kind === "columns" ? undefined : "one", barMaxWidth: lies ? 15 : 44, barCategoryGap: lies ? "30%" : "24%", barGap: "4%",
        itemStyle: { color: line.tone.fill, borderColor: INK, borderWidth: 0.6, decal: decal(line.tone) },
        label: {
          show: lies || !isNarrow || data.labels.length < 8,
          position: lies ? "right" : data.kind === "stacks" ? "inside" : "top", color: INK, fontSize: 12,
          backgroundColor: data.kind === "stacks" ? "#ffffff" : undefined, padding: [1, 2],
          formatter: function (told) { return told.value === "-" || Number(told.value) < least ? "" : told.value + (lies ? data.unit : ""); },
        },
      };
    });
  }

  // Figures one below another are laid out by ECharts as numbers; the names of units are cut where they have no room.
  function option(data, width) {
    const isNarrow = width < NARROW, lies = data.kind === "bars";
    const names = {
      type: "category", data: data.labels, inverse: lies, axisTick: { show: false }, axisLine: { lineStyle: { color: INK } },
      axisLabel: lies
        ? { color: INK, interval: 0, fontSize: isNarrow ? 12 : 13, width: isNarrow ? Math.round(width * 0.36) : 220, overflow: "truncate" }
        : { color: INK, fontSize: isNarrow ? 11 : 13, hideOverlap: true, margin: data.kind === "lines" ? 24 : 8 },
    };
    const figures = {
      type: "value", min: data.kind === "lines" ? undefined : 0, max: lies && data.longest ? Number(data.longest) : undefined, minInterval: lies ? undefined : 1,
      name: lies ? "" : data.unit, nameTextStyle: { color: INK, align: "right" }, axisLabel: { show: !lies, color: INK },
      splitLine: { show: !lies, lineStyle: { color: FAINT } }, axisLine: { show: false }, axisTick: { show: false },
    };
    return {
      animation: false, textStyle: { fontFamily: "inherit" }, aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
      grid: { left: 4, right: lies ? 76 : 8, top: lies ? 4 : 34, bottom: 4, containLabel: true, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      xAxis: lies ? figures : names, yAxis: lies ? names : figures, series: series(data, isNarrow),
    };
  }

  function height(data) {
    return data.kind === "bars" ? data.labels.length * (data.row + 5) + 16 : 260;
  }

  function told(data, place) {
    const parts = data.series.filter(function (line) { return line.values[place] !== null; }).map(function (line) {
      return (data.series.length > 1 || !data.unit ? line.name + " " : "") + line.values[place] + data.unit;
    });
    return data.labels[place] + "：" + parts.join("，");
  }

  function draw(figure) {
    const source = document.getElementById(figure.getAttribute("data-chart"));
    const drawing = figure.querySelector("svg");
    if (!source || !drawing) return;
    const data = JSON.parse(source.textContent);
    const box = document.createElement("div");
    box.className = "chart__box";
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", data.title + "。" + data.description);
    box.style.height = height(data) + "px";
    const line = document.createElement("p");
    line.className = "chart__told";
    drawing.before(box);
    box.after(line);
    if (data.series.length > 1) box.before(legend(data));
    const chart = echarts.init(box, null, { renderer: "canvas" });
    chart.setOption(option(data, box.clientWidth));
    drawing.setAttribute("hidden", "");
    figure.classList.add("is-drawn");
    // A press or the pointer on a bar says its figures in a line below; those who cannot point have the table.
    chart.on("mouseover", function (event) { line.textContent = told(data, event.dataIndex); });
    chart.on("click", function (event) { line.textContent = told(data, event.dataIndex); });
    new ResizeObserver(function () {
      if (!box.clientWidth) return;
      chart.setOption(option(data, box.clientWidth));
      chart.resize();
    }).observe(box);
  }

  document.querySelectorAll("[data-chart]").forEach(draw);
})();
