import { colorOf, picture, svg } from './svg.js';

const [WIDTH, HEIGHT] = [440, 380];
const MARGIN = 38;

/** Class means and samples on a plane, drawn anew for every epoch: `projection` of the snapshot. */
export function projectionView(element) {
  return {
    draw(projection, classNames) {
      if (projection === undefined || 'absent' in projection) return element.replaceChildren();
      const { means, samples } = projection;
      const at = fitting([...means, ...samples.map(([, ...xy]) => xy)]);
      const label = `Class means of ${classNames.join(', ')}, and samples around them`;
      const view = picture(WIDTH, HEIGHT, label);
      view.append(
        ...classNames.map((_, k) =>
          cloud(
            samples.filter(sample => sample[0] === k).map(([, ...xy]) => at(xy)),
            k,
          ),
        ),
      );
      const center = at([0, 0]);
      view.append(...rays(means.map(at), center));
      view.append(...means.flatMap((mean, k) => mark(at(mean), center, k, classNames[k])));
      element.replaceChildren(view);
    },
  };
}

/** From the plane to the picture, with one scale for both directions. */
function fitting(points) {
  const [left, right, bottom, top] = [0, 0, 1, 1].map((i, j) => {
    return (j % 2 === 0 ? Math.min : Math.max)(...points.map(point => point[i]));
  });
  const scale = Math.min(
    (WIDTH - 2 * MARGIN) / (right - left || 1e-9),
    (HEIGHT - 2 * MARGIN) / (top - bottom || 1e-9),
  );
  const [x0, y0] = [(left + right) / 2, (bottom + top) / 2];
  return ([x, y]) => [WIDTH / 2 + scale * (x - x0), HEIGHT / 2 - scale * (y - y0)];
}

/** Every sample is a point of one path: a line of no length with round ends. */
function cloud(points, k) {
  const d = points.map(([x, y]) => `M${x.toFixed(1)} ${y.toFixed(1)}h0`).join('');
  const path = svg('path', { d, class: 'cloud' });
  path.style.stroke = colorOf(k);
  return path;
}

/** The triangle of three classes; of more, rays from the center. */
function rays(means, center) {
  const lines = means.length === 3 ? [`M${means.join('L')}Z`] : means.map(mean => `M${center}L${mean}`);
  return lines.map(d => svg('path', { d, class: 'rays' }));
}

function mark([x, y], [x0, y0], k, name) {
  const circle = svg('circle', { cx: x, cy: y, r: 8, class: 'mean' });
  circle.style.fill = colorOf(k);
  // Away from the center, and inside the picture.
  const below = y > y0 + 1;
  const anchor = Math.abs(x - x0) < 40 ? 'middle' : x > x0 ? 'end' : 'start';
  const where = { x, y: y + (below ? 26 : -14), 'text-anchor': anchor };
  return [circle, svg('text', { ...where, class: 'name' }, name)];
}
