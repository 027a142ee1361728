// Workbenches in the built page.
import { el } from "../dom.js";
import { Workbench } from "./box.js";

/** Bring every workbench of the page to life; the style sheet is for it alone. */
export function mountWorkbenches(style) {
  document.head.append(el("style", {}, style));
  for (const root of document.querySelectorAll("[data-workbench]:not([data-ready])")) {
    const given = JSON.parse(root.querySelector("script").textContent);
    root.workbench = new Workbench(root, given);
  }
}
