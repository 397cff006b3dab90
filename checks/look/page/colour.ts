// Colours in sRGB: read from CSS, painted on one another, and compared by WCAG's contrast formula.

/** 0 to 255; `a` 0 to 1. */
export type Colour = { r: number; g: number; b: number; a: number };

const one = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;
const known = new Map<string, Colour>();

/** Any CSS colour in sRGB, as the browser itself paints it. */
export function readColour(css: string): Colour {
  let colour = known.get(css);
  if (!colour) {
    one.clearRect(0, 0, 1, 1);
    one.fillStyle = css;
    one.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = one.getImageData(0, 0, 1, 1).data as unknown as [number, number, number, number];
    colour = { r, g, b, a: a / 255 };
    known.set(css, colour);
  }
  return { ...colour };
}

/** `text` painted on `behind`. */
export function over(text: Colour, behind: Colour): Colour {
  const mix = (a: number, b: number) => a * text.a + b * (1 - text.a);
  return { r: mix(text.r, behind.r), g: mix(text.g, behind.g), b: mix(text.b, behind.b), a: 1 };
}

function luminance({ r, g, b }: Colour): number {
  const linear = (value: number) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** WCAG's contrast ratio of two opaque colours, 1 to 21. */
export function ratio(a: Colour, b: Colour): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

export function hex({ r, g, b }: Colour): string {
  return `#${[r, g, b].map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}
