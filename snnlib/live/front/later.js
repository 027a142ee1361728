// What a page's figures need only after their first frame; a script of its own brings it.

import { bufferOf } from "./audio.js";
import { makeCheck } from "./bits.js";
import { DigitGrid } from "./editors/digits.js";
import { guideHand } from "./hand.js";
import { saveData, savePicture } from "./save.js";
import { enliven } from "./text_links.js";

/** Hand it to the script that mounts the figures. */
export function arrive() {
  window.liveLater = { DigitGrid, bufferOf, enliven, guideHand, makeCheck, saveData, savePicture };
  dispatchEvent(new Event("live-later"));
}
