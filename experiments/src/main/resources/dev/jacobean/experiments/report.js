"use strict";
(() => {
  const films = [...document.querySelectorAll(".film")].map(figure => {
    const data = JSON.parse(document.getElementById("film-" + figure.dataset.film).textContent);
    // JSON has no NaN: a run that diverged has it as text, and what is no number is not drawn.
    for (const key of Object.keys(data)) data[key] = data[key].map(Number);
    const neurons = data.sign.length, frames = data.step.length;
    const reach = 1.1 * Math.max(1, ...data.x.concat(data.y).filter(Number.isFinite).map(Math.abs));
    const create = (name, attributes, parent) => {
      const element = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      return parent.appendChild(element);
    };
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", [-reach, -reach, 2 * reach, 2 * reach].join(" "));
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", figure.querySelector("img").alt);
    create("circle", {r: 1, fill: "none", stroke: "#999", "stroke-width": reach / 200, "stroke-dasharray": reach / 50}, svg);
    const colour = j => data.sign[j] > 0 ? "#c0232c" : "#1f5fbf";
    const paths = data.sign.map((_, j) => create("polyline",
      {fill: "none", stroke: colour(j), "stroke-opacity": .45, "stroke-width": reach / 250}, svg));
    const dots = data.sign.map((_, j) => create("circle", {r: reach / 60, fill: colour(j)}, svg));
    figure.querySelector("img").replaceWith(svg);
    const output = figure.querySelector("output");
    return time => {
      const last = Math.round(time * (frames - 1));
      for (let j = 0; j < neurons; j++) {
        const points = [];
        let x = 0, y = 0;
        for (let i = 0; i <= last; i++) {
          if (!Number.isFinite(data.x[i * neurons + j] + data.y[i * neurons + j])) continue;
          x = data.x[i * neurons + j];
          y = -data.y[i * neurons + j];
          points.push(x + "," + y);
        }
        paths[j].setAttribute("points", points.join(" "));
        dots[j].setAttribute("cx", x);
        dots[j].setAttribute("cy", y);
      }
      output.textContent = "step " + data.step[last] + ", loss " + data.loss[last].toPrecision(3);
    };
  });
  if (!films.length) return;
  const slider = document.getElementById("time"), play = document.getElementById("play");
  const show = () => films.forEach(film => film(slider.value / slider.max));
  let running = false;
  const advance = () => {
    if (!running) return;
    slider.value = +slider.value + 5;
    show();
    if (+slider.value < +slider.max) requestAnimationFrame(advance);
    else stop();
  };
  const stop = () => { running = false; play.textContent = "Play"; };
  play.addEventListener("click", () => {
    if (running) return stop();
    if (+slider.value >= +slider.max) slider.value = 0;
    running = true;
    play.textContent = "Pause";
    requestAnimationFrame(advance);
  });
  slider.addEventListener("input", () => { stop(); show(); });
  document.querySelector(".player").hidden = false;
  show();
})();
