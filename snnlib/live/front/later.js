// What a page's figures need only after their first frame; a script of its own brings it.

import { makeCheck } from "./bits.js";
import { saveData, savePicture } from "./save.js";
import { enliven } from "./text_links.js";

/** Hand it to the script that mounts the figures. */
export function arrive() {
  window.liveLater = { enliven, makeCheck, saveData, savePicture };
  dispatchEvent(new Event("live-later"));
}
