// Lines and dots through the points of two arrays.

/** A path through points (x(i), y(i)), broken at NaN; where many share a pixel column, only the
 *  column's lowest and highest are drawn, which looks the same and costs a hundredth. */
export function tracePath(context, n, x, y) {
  let column = NaN;
  let low = 0;
  let high = 0;
  let last = 0;
  let drawing = false;
  const finish = () => {
    if (drawing && low !== high) {
      context.lineTo(column, low);
      context.lineTo(column, high);
      context.lineTo(column, last);
    }
  };
  for (let i = 0; i < n; i += 1) {
    const value = y(i);
    const pixel = Math.round(x(i) * 2) / 2;
    if (Number.isNaN(value + pixel)) {
      finish();
      drawing = false;
      column = NaN;
    } else if (drawing && pixel === column) {
      if (value < low) low = value;
      if (value > high) high = value;
      last = value;
    } else {
      finish();
      if (drawing) context.lineTo(pixel, value);
      else context.moveTo(pixel, value);
      drawing = true;
      column = pixel;
      low = value;
      high = value;
      last = value;
    }
  }
  finish();
}

/** Two arrays' points as a line. */
export function drawLine(p, m, n, x, y) {
  p.stroke(m, () => tracePath(p.context, n, (i) => p.x(x(i)), (i) => p.y(y(i))));
}

/** Two arrays' points as dots; those that were pinned are hollow. */
export function drawPoints(p, m, n, x, y) {
  const { context } = p;
  context.beginPath();
  for (let i = 0; i < n; i += 1) {
    const [px, py] = [p.x(x[i]), p.y(y[i])];
    context.moveTo(px + 2.5, py);
    context.arc(px, py, 2.5, 0, 2 * Math.PI);
  }
  context.fillStyle = context.strokeStyle = p.color(m.color);
  context.lineWidth = 1;
  if (p.ghosting) context.stroke();
  else context.fill();
}
