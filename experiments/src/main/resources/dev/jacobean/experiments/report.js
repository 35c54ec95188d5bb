"use strict";
(() => {
  const DURATION = 8000; // milliseconds, whatever the screen's rate
  const POSITIVE = "#c0232c", NEGATIVE = "#1f5fbf", INK = "#1b1f24", FAINT = "#8a8a8a";

  const number = x => x === 0 || (Math.abs(x) >= 1e-3 && Math.abs(x) < 1e4) ? x.toPrecision(3)
    : x.toExponential(2).replace("-", "\u2011");

  const films = [...document.querySelectorAll(".film")].map(figure => {
    const data = JSON.parse(document.getElementById("film-" + figure.dataset.film).textContent);
    // JSON has no NaN: a run that diverged has it as text, and what is no number is not drawn.
    for (const key of Object.keys(data)) data[key] = data[key].map(Number);
    const neurons = data.sign.length, frames = data.step.length;
    // Neurons that stay far inside the unit circle are looked at more closely.
    const farthest = data.x.concat(data.y).filter(Number.isFinite).reduce((far, x) => Math.max(far, Math.abs(x)), 0) || 1;
    const reach = 1.15 * (farthest > .4 ? Math.max(1, farthest) : farthest);
    const create = (name, attributes, text) => {
      const element = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      if (text) element.textContent = text;
      return element;
    };
    const svg = create("svg", {viewBox: [-reach, -reach, 2 * reach, 2 * reach].join(" "), role: "img",
      "aria-label": figure.querySelector("img").alt});
    const draw = (name, attributes, text) => svg.appendChild(create(name, attributes, text));

    draw("circle", {r: 1, fill: "none", stroke: FAINT, "stroke-width": reach / 150, "stroke-dasharray": reach / 50});
    for (let j = 0; j < data.teacher.length; j += 3) {
      const [x, y, sign] = data.teacher.slice(j, j + 3);
      draw("line", {x2: x, y2: -y, stroke: INK, "stroke-width": reach / 120});
      const tip = Math.min(1.12 + .02 * reach, .9 * reach);
      draw("text", {x: tip * x, y: -tip * y, fill: INK, "font-size": reach / 7, "text-anchor": "middle",
        "dominant-baseline": "central", stroke: "#fff", "stroke-width": reach / 60, "paint-order": "stroke"},
        sign > 0 ? "+" : "\u2212");
    }
    const unit = 10 ** Math.floor(Math.log10(reach));
    draw("path", {d: `M ${-.93 * reach} ${.9 * reach} h ${unit}`, stroke: INK, "stroke-width": reach / 80});
    draw("text", {x: -.93 * reach, y: .86 * reach, fill: INK, "font-size": reach / 12}, String(+unit.toPrecision(1)));

    // A positive neuron is a disc, a negative one a ring: of two at the same place both are seen.
    const paths = data.sign.map(sign => draw("polyline",
      {fill: "none", stroke: sign > 0 ? POSITIVE : NEGATIVE, "stroke-opacity": .5, "stroke-width": reach / 200}));
    const dots = data.sign.map(sign => draw("circle", sign > 0 ? {r: reach / 60, fill: POSITIVE}
      : {r: reach / 50, fill: "none", stroke: NEGATIVE, "stroke-width": reach / 110}));
    figure.querySelector("img").replaceWith(svg);
    const output = figure.querySelector("output");
    let drawn = -1;

    const place = (frame, j) => [data.x[frame * neurons + j], -data.y[frame * neurons + j]];
    return time => {
      const frame = Math.min(Math.floor(time * (frames - 1)), frames - 1);
      const part = time * (frames - 1) - frame, next = Math.min(frame + 1, frames - 1);
      for (let j = 0; j < neurons; j++) {
        const [x, y] = place(frame, j), [x2, y2] = place(next, j);
        const [cx, cy] = [x + part * (x2 - x), y + part * (y2 - y)];
        if (Number.isFinite(cx + cy)) {
          dots[j].setAttribute("cx", cx);
          dots[j].setAttribute("cy", cy);
        }
      }
      if (frame === drawn) return;
      drawn = frame;
      for (let j = 0; j < neurons; j++) {
        const points = [];
        for (let i = 0; i <= frame; i++) {
          const [x, y] = place(i, j);
          if (Number.isFinite(x + y)) points.push(x + "," + y);
        }
        paths[j].setAttribute("points", points.join(" "));
      }
      output.textContent = "step " + data.step[frame] + ", loss " + number(data.loss[frame]);
    };
  });
  if (!films.length) return;

  const slider = document.getElementById("time"), play = document.getElementById("play");
  const show = () => films.forEach(film => film(slider.value / slider.max));
  let last = 0; // when the films moved, 0 while they stand
  const stop = () => { last = 0; play.textContent = "Play"; };
  const advance = now => {
    if (!last) return;
    slider.value = +slider.value + (now - last) / DURATION * slider.max;
    last = now;
    show();
    if (+slider.value < +slider.max) requestAnimationFrame(advance);
    else stop();
  };
  play.addEventListener("click", () => {
    if (last) return stop();
    if (+slider.value >= +slider.max) slider.value = 0;
    last = performance.now();
    play.textContent = "Pause";
    requestAnimationFrame(advance);
  });
  slider.addEventListener("input", () => { stop(); show(); });
  document.querySelectorAll(".player, .legend").forEach(part => part.hidden = false);
  show();
})();
