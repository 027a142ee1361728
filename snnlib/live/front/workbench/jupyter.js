// The workbench in Jupyter: its text and settings are traits of a widget, and Python can be asked.
import { el } from "../dom.js";
import { Workbench } from "./box.js";

const PUSH_MS = 60;
const NAMES = ["text", "preset", "settings"];

/** anywidget's render. */
export function renderWorkbench({ model, el: host }) {
  const root = el("div", { class: "live-figure live-workbench", "data-workbench": "neurons" });
  host.append(root);
  const begin = () => Object.fromEntries(NAMES.map((name) => [name, model.get(name)]));
  const asked = new Map();
  let timer = null;
  const push = () => {
    timer = null;
    model.save_changes();
  };
  const python = (state) => new Promise((resolve, reject) => {
    const id = String(Math.random()); // several views of one widget hear each other's answers
    asked.set(id, { resolve, reject });
    model.send({ ask: "bits", id, ...state });
  });
  const answered = ({ answer, sum, error }) => {
    const { resolve, reject } = asked.get(answer) ?? {};
    asked.delete(answer);
    if (error) reject?.(new Error(error));
    else resolve?.(sum);
  };
  let own = true; // what comes from the model need not go back to it
  const changed = (state) => {
    if (!own) return;
    for (const name of NAMES) model.set(name, state[name]);
    timer ??= setTimeout(push, PUSH_MS);
  };
  const taken = (act) => {
    own = false;
    const result = act();
    own = true;
    return result;
  };
  const box = taken(() => new Workbench(root, model.get("_spec"), { begin: begin(), changed, python }));
  const follow = () => {
    if (JSON.stringify(begin()) !== JSON.stringify(box.state)) taken(() => box.take(begin()));
  };
  const listeners = [["msg:custom", answered], ...NAMES.map((name) => [`change:${name}`, follow])];
  for (const [event, listen] of listeners) model.on(event, listen);
  return () => {
    for (const [event, listen] of listeners) model.off(event, listen);
    if (timer) {
      clearTimeout(timer);
      push();
    }
    box.close();
  };
}
