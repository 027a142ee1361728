// A picture: the numbers of an array as cells of colour, or an image that the reader draws.

import { colorEnds, paint, rampOf, stopsOf } from "./colormap.js";
import { el, fitCanvas } from "./dom.js";
import { Handle, heldBy } from "./editors/handle.js";
import { ImageEditor } from "./editors/image.js";
import { PathEditor } from "./editors/path.js";
import { endsOf } from "./kernel/codec.js";
import { extentOf, linearScale, readoutText } from "./scales.js";

// what the reader draws with, by the picture that is drawn
const PICTURE_EDITORS = { imagedrawing: ImageEditor, pathdrawing: PathEditor };
const HATCHED = 7; // cells of at least so many pixels have room for a sign

/** One picture; `figure` is as for a Plot. */
export class Picture {
  constructor(spec, figure) {
    this.spec = spec;
    this.figure = figure;
    const control = spec.control && figure.control(spec.control);
    const source = figure.spec.arrays.find((a) => a.name === spec.array) ?? control;
    [this.rows, this.columns] = source.kind === "path"
      ? [control.y, control.x].map(([low, high]) => Math.max(1, Math.round(high - low)))
      : source.shape.slice(-2);
    this.empty = source.kind === "path"; // nothing but the path
    this.tiles = spec.tiles ?? [1, 1];
    // between tiles there is a line as wide as a cell
    this.width = this.tiles[1] * (this.columns + 1) - 1;
    this.height = this.tiles[0] * (this.rows + 1) - 1;
    this.unit = spec.unit || source.unit;
    this.label = spec.label || (control ?? source).label || source.name;
    this.chosen = spec.control; // what is drawn, of two images in one place
    this.build();
    if (control) this.editor = new PICTURE_EDITORS[spec.mark](this, control);
    this.handles = [];
    for (const mark of spec.markers ?? []) this.handles.push(new Handle(this, mark, heldBy(mark, figure)));
    this.overlay.addEventListener("pointermove", (event) => this.hover(event));
    this.overlay.addEventListener("pointerleave", () => this.clearOverlay());
  }

  build() {
    const { spec, width, height } = this;
    this.canvas = el("canvas", { role: "img", "aria-label": spec.describes || this.label, width, height,
      class: "live-cells" });
    this.overlay = el("canvas", { class: "live-overlay", "aria-hidden": "true" });
    this.tip = el("div", { class: "live-tip", "aria-hidden": "true", hidden: true });
    const equal = spec.aspect !== "auto";
    const size = equal ? `aspect-ratio:${width}/${height}` : `height:${spec.height}px`;
    const most = equal && `max-width:${(spec.height * width) / height}px`;
    this.area = el("div", { class: "live-area live-picture", style: size }, this.canvas, this.overlay,
      this.tip);
    this.ends = [el("span"), el("span")];
    const colors = stopsOf(spec, (role) => `var(--live-${role})`);
    this.element = el("div", { class: "live-plot", style: most }, el("div", { class: "live-plot-head" },
      el("span", {}, this.unit ? `${this.label} (${this.unit})` : this.label),
      ...this.empty || spec.scale === false ? [] : [el("span", { class: "live-scale" }, this.ends[0],
        el("i", { style: `background:linear-gradient(to right,${colors})` }), this.ends[1])]),
    ...spec.control ? [this.tools()] : [], this.area);
  }

  /** The names of the images that are drawn here. */
  get drawn() {
    return [this.spec.control, this.spec.second].filter(Boolean);
  }

  /** The tools for what is drawn here; of two images the reader chooses one. */
  tools() {
    const { drawn, figure } = this;
    this.toolsOf = drawn.map((name) => figure.inputs.get(name).element);
    if (drawn.length === 1) return this.toolsOf[0];
    this.list = el("select", { "aria-label": "what you draw", autocomplete: "off" },
      ...drawn.map((value) => el("option", { value }, `draw ${figure.control(value).label}`)));
    this.list.addEventListener("change", () => this.choose(this.list.value));
    this.choose(drawn[0]);
    return el("div", { class: "live-control live-drawn" }, this.list, ...this.toolsOf);
  }

  /** From now on this image is the one that is drawn. */
  choose(name) {
    this.chosen = name;
    if (!this.list) return;
    this.list.value = name;
    this.toolsOf.forEach((element, i) => { element.hidden = this.drawn[i] !== name; });
    this.editor?.choose();
  }

  /** Whether the pen keeps fingers from scrolling. */
  get locked() {
    return this.figure.inputs.get(this.chosen).locked;
  }

  color(role) {
    return this.figure.color(role);
  }

  valuesOf(frame) {
    if (this.empty) return [];
    return this.spec.array ? frame.arrays[this.spec.array] : frame.values[this.spec.control];
  }

  prepare(frame) {
    this.frame = frame;
    this.values = this.valuesOf(frame);
    return [0, 0];
  }

  /** Where number `i` stands among the canvas's pixels. */
  place(i) {
    const { rows, columns } = this;
    const tile = Math.floor(i / (rows * columns));
    const row = Math.floor(i / columns) % rows + Math.floor(tile / this.tiles[1]) * (rows + 1);
    return row * this.width + (tile % this.tiles[1]) * (columns + 1) + i % columns;
  }

  draw() {
    const { spec, figure } = this;
    const ramp = rampOf(stopsOf(spec, (role) => figure.color(role)));
    this.range = spec.mark === "imagedrawing" && !spec.array ? endsOf(figure.control(spec.control))
      : colorEnds(spec, this.values);
    const image = new ImageData(this.width, this.height);
    const tiled = this.width * this.height !== this.values.length;
    paint(new Uint32Array(image.data.buffer), ramp, this.range, this.values,
      tiled ? (i) => this.place(i) : undefined);
    this.canvas.getContext("2d").putImageData(image, 0, 0);
    this.ends.forEach((end, i) => { end.textContent = readoutText(this.range[i], 3); });
    this.clearOverlay();
    for (const handle of this.handles) handle.draw(this.frame);
  }

  /** The middles of columns and rows in pixels, and the box that they lie in: for what is dragged. */
  get x() { return this.scale(1, this.area.clientWidth); }

  get y() { return this.scale(0, this.area.clientHeight); }

  scale(axis, pixels) {
    const { shape = [this.rows, this.columns] } = this.figure.controls.get(this.spec.control) ?? {};
    return linearScale([-0.5, shape[axis] - 0.5], [0, pixels]);
  }

  get box() { return { left: 0, right: this.area.clientWidth, top: 0, bottom: this.area.clientHeight }; }

  /** The overlay without what the pointer shows: signs of cells, and what the reader draws. */
  clearOverlay() {
    const { area, overlay } = this;
    this.tip.hidden = true;
    const [width, height] = [area.clientWidth, area.clientHeight];
    const context = fitCanvas(overlay, width, height, this.figure.density);
    context.clearRect(0, 0, width + 1, height + 1);
    this.cell = [width / this.width, height / this.height];
    if (this.values && this.spec.colors === "diverging") this.drawSigns(context);
    if (this.values) this.editor?.decorate(context, this.cell);
  }

  /** A minus in each negative cell, so that signs are told without colour. */
  drawSigns(context) {
    const [w, h] = this.cell;
    if (Math.min(w, h) < HATCHED) return;
    context.fillStyle = this.color("text");
    this.values.forEach((value, i) => {
      if (!(value < 0)) return;
      const at = this.place(i);
      context.fillRect((at % this.width + 0.3) * w, (Math.floor(at / this.width) + 0.5) * h - 0.5,
        0.4 * w, 1);
    });
  }

  /** Row and column, in cells and parts of cells, under the pointer. */
  under(event) {
    const box = this.area.getBoundingClientRect();
    return [((event.clientY - box.top) / box.height) * this.height,
      ((event.clientX - box.left) / box.width) * this.width];
  }

  /** Show the number under the pointer. */
  hover(event) {
    if (!this.values || this.editor?.drag.held) return;
    const [y, x] = this.under(event).map(Math.floor);
    const [row, column] = [y % (this.rows + 1), x % (this.columns + 1)];
    const tile = Math.floor(y / (this.rows + 1)) * this.tiles[1] + Math.floor(x / (this.columns + 1));
    const value = this.values[(tile * this.rows + row) * this.columns + column];
    this.clearOverlay();
    if (row === this.rows || column === this.columns || value === undefined) return;
    const where = `${this.spec.tiles ? `tile ${tile}, ` : ""}row ${row}, column ${column}`;
    this.tip.textContent = `${where}: ${this.inUnits(value)}`;
    this.tip.hidden = false;
    const box = this.area.getBoundingClientRect();
    const left = Math.min(event.clientX - box.left + 12, box.width - this.tip.offsetWidth);
    const top = event.clientY - box.top - this.tip.offsetHeight - 8;
    this.tip.style.transform = `translate(${left}px, ${top}px)`;
  }

  inUnits(value) {
    return this.unit ? `${readoutText(value, 3)} ${this.unit}` : readoutText(value, 3);
  }

  /** What the picture shows now, in words. */
  describe(readouts) {
    const { rows, columns, values, spec } = this;
    const [low, high] = extentOf(values);
    const most = values.indexOf(high);
    const tile = spec.tiles ? `tile ${Math.floor(most / rows / columns)}, ` : "";
    const tiles = spec.tiles ? `${values.length / rows / columns} tiles of ` : "";
    const place = `${tile}row ${Math.floor(most / columns) % rows}, column ${most % columns}`;
    const span = most < 0 ? "no numbers"
      : `${this.inUnits(low)} to ${this.inUnits(high)}, the highest in ${place}`;
    const cells = this.empty ? "" : ` ${tiles}${rows} by ${columns} cells, ${span}.`;
    const drawn = this.editor?.inWords ? ` ${this.editor.inWords()}` : "";
    const now = readouts ? ` Now: ${readouts}.` : "";
    this.canvas.setAttribute("aria-label", `${spec.describes || this.label}:${cells}${drawn}${now}`);
  }
}
