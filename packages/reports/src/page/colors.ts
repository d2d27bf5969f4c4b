/** Names of the colours of a page that are not one of a series. */
export type ColorName = 'ground' | 'panel' | 'text' | 'muted' | 'line' | 'grid' | 'accent' | 'good' | 'bad' | 'warn';

/** A colour on a light and on a dark ground. */
interface Shades {
  readonly light: string;
  readonly dark: string;
}

/** Text and muted text reach a contrast of 7 and 4.5 on both grounds. */
const COLORS: Readonly<Record<ColorName, Shades>> = {
  ground: { light: '#ffffff', dark: '#14171c' },
  panel: { light: '#f6f7f9', dark: '#1c2027' },
  text: { light: '#1b1f27', dark: '#e8eaee' },
  muted: { light: '#5a6270', dark: '#a3abb8' },
  line: { light: '#d8dce2', dark: '#363c47' },
  grid: { light: '#e9ecf0', dark: '#272c35' },
  accent: { light: '#2460b8', dark: '#7fb0f7' },
  good: { light: '#1a7f4b', dark: '#5ecb92' },
  bad: { light: '#c0342b', dark: '#f2857c' },
  warn: { light: '#9a6400', dark: '#e3b341' },
};

/** Series are told apart by hue and lightness, also by most colour-blind readers; more series than colours begin again. */
const SERIES: readonly Shades[] = [
  { light: '#2460b8', dark: '#7fb0f7' },
  { light: '#c85a00', dark: '#ffa657' },
  { light: '#12805c', dark: '#56d3a6' },
  { light: '#8a3fb0', dark: '#cfa0f0' },
  { light: '#b5265f', dark: '#f78fb8' },
  { light: '#5f6b00', dark: '#c4cf5a' },
  { light: '#007c91', dark: '#5fcfe2' },
  { light: '#6b5344', dark: '#cdb09b' },
];

/** The colour as a style value: a variable that the page sets, else the colour on a light ground. */
export function color(name: ColorName): string {
  return `var(--${name}, ${COLORS[name].light})`;
}

/** The colour of the i-th series. */
export function seriesColor(index: number): string {
  const which = index % SERIES.length;
  return `var(--series-${which}, ${SERIES[which].light})`;
}

/** Colours of all series, in order. */
export const seriesColors: readonly string[] = SERIES.map((_, i) => seriesColor(i));

/** Declarations of every variable, for one of the two grounds. */
export function colorDeclarations(ground: 'light' | 'dark'): string {
  const named = Object.entries(COLORS).map(([name, shades]) => `--${name}:${shades[ground]}`);
  return [...named, ...SERIES.map((shades, i) => `--series-${i}:${shades[ground]}`)].join(';');
}

/** A drawing with variables replaced by the colours on a light ground, for files that no page surrounds. */
export function withoutVariables(markup: string): string {
  return markup.replace(/var\(--[a-z]+(?:-\d+)?, (#[0-9a-f]{6})\)/g, '$1');
}
