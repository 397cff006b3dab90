// Rectangles in the window's pixels: intersection, distance, and what an element really shows.

export type Box = { left: number; top: number; right: number; bottom: number };

export function boxOf({ left, top, right, bottom }: DOMRect | Box): Box {
  return { left, top, right, bottom };
}

export function intersect(a: Box, b: Box): Box {
  return {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  };
}

export function union(a: Box, b: Box): Box {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

export function isEmpty({ left, top, right, bottom }: Box): boolean {
  return right <= left || bottom <= top;
}

/** How far `inner` sticks out of `outer`, at the worst side; 0 or less when it is inside. */
export function overhang(inner: Box, outer: Box): { side: keyof Box; by: number } {
  const sides = [
    { side: 'left', by: outer.left - inner.left },
    { side: 'top', by: outer.top - inner.top },
    { side: 'right', by: inner.right - outer.right },
    { side: 'bottom', by: inner.bottom - outer.bottom },
  ] as const;
  return sides.reduce((most, side) => (side.by > most.by ? side : most));
}

/** How much an HTML element's own pixels are scaled on their way to the window, by all transforms around it. */
export function scaleOf(element: Element): number {
  for (let at: Element | null = element; at; at = at.parentElement) {
    // offsetWidth is rounded, so only a wide element gives a good scale.
    if (at instanceof HTMLElement && at.offsetWidth >= 200)
      return at.getBoundingClientRect().width / at.offsetWidth;
  }
  return 1;
}

/** The box inside an element's borders, which is where `overflow` clips. */
export function paddingBox(element: Element): Box {
  const outer = boxOf(element.getBoundingClientRect());
  if (!(element instanceof HTMLElement)) return outer;
  const scale = scaleOf(element);
  const style = getComputedStyle(element);
  const border = (side: string) => Number.parseFloat(style.getPropertyValue(`border-${side}-width`)) * scale;
  return {
    left: outer.left + border('left'),
    top: outer.top + border('top'),
    right: outer.right - border('right'),
    bottom: outer.bottom - border('bottom'),
  };
}
