// A picture that its reader moves and zooms by mouse, wheel, buttons and keys.
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const boxOf = (svg: SVGSVGElement): Box => {
  const { x, y, width, height } = svg.viewBox.baseVal;
  return { x, y, width, height };
};

/** A picture that can be moved and zoomed: by dragging, Ctrl and the wheel, buttons and keys. */
export const movable = (figure: Element): void => {
  const [canvas, svg] = [figure.querySelector<HTMLElement>('.canvas'), figure.querySelector('svg')];
  if (canvas === null || svg === null) return;
  const all = boxOf(svg);
  let box = all;

  const show = (next: Box): void => {
    // At most ten times as large as it is drawn, at least a part of it in sight.
    const width = Math.min(Math.max(next.width, all.width / 10), all.width * 2);
    const height = (width * all.height) / all.width;
    const inside = (value: number, start: number, length: number, shown: number) =>
      Math.min(Math.max(value, start - shown * 0.8), start + length - shown * 0.2);
    box = { x: inside(next.x, all.x, all.width, width), y: inside(next.y, all.y, all.height, height), width, height };
    svg.setAttribute('viewBox', `${box.x} ${box.y} ${box.width} ${box.height}`);
  };
  /** Around a point given as parts of width and height. */
  const zoom = (factor: number, atX = 0.5, atY = 0.5): void => {
    const width = Math.min(Math.max(box.width * factor, all.width / 10), all.width * 2);
    const height = (width * all.height) / all.width;
    show({ x: box.x + (box.width - width) * atX, y: box.y + (box.height - height) * atY, width, height });
  };
  const move = (x: number, y: number): void => show({ ...box, x: box.x + x * box.width, y: box.y + y * box.height });

  const actions: Readonly<Record<string, () => void>> = { in: () => zoom(0.8), out: () => zoom(1.25), all: () => show(all) };
  for (const button of figure.querySelectorAll<HTMLElement>('[data-zoom]'))
    button.addEventListener('click', () => actions[button.dataset['zoom'] ?? '']?.());

  const keys: Readonly<Record<string, () => void>> = {
    '+': () => zoom(0.8),
    '=': () => zoom(0.8),
    '-': () => zoom(1.25),
    '0': () => show(all),
    ArrowLeft: () => move(-0.1, 0),
    ArrowRight: () => move(0.1, 0),
    ArrowUp: () => move(0, -0.1),
    ArrowDown: () => move(0, 0.1),
  };
  canvas.addEventListener('keydown', (event) => {
    const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });

  canvas.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const bounds = svg.getBoundingClientRect();
      zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, (event.clientX - bounds.left) / bounds.width, (event.clientY - bounds.top) / bounds.height);
    },
    { passive: false },
  );

  let dragged = false;
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    dragged = false;
    const [startX, startY, start] = [event.clientX, event.clientY, box];
    const bounds = svg.getBoundingClientRect();
    const follow = (moved: PointerEvent): void => {
      const [x, y] = [moved.clientX - startX, moved.clientY - startY];
      // A hand that shakes while it clicks.
      if (!dragged && Math.hypot(x, y) < 5) return;
      dragged = true;
      show({ ...start, x: start.x - (x / bounds.width) * start.width, y: start.y - (y / bounds.height) * start.height });
    };
    const end = (): void => removeEventListener('pointermove', follow);
    addEventListener('pointermove', follow);
    addEventListener('pointerup', end, { once: true });
    addEventListener('pointercancel', end, { once: true });
  });
  canvas.addEventListener('dragstart', (event) => event.preventDefault());
  canvas.addEventListener(
    'click',
    (event) => {
      if (dragged) event.preventDefault();
    },
    { capture: true },
  );
  // What gets the focus is brought into sight.
  svg.addEventListener('focusin', (event) => {
    const [target, view] = [(event.target as Element).getBoundingClientRect(), canvas.getBoundingClientRect()];
    if (target.left < view.left || target.right > view.right || target.top < view.top || target.bottom > view.bottom) show(all);
  });
};
