import type { TopLevelSpec } from 'vega-lite';
import { framed } from '../markup/framed.js';
import { Markup, markup } from '../markup/markup.js';
import { color, seriesColors } from '../page/colors.js';

/** What every chart may be told. */
export interface ChartFrame {
  /** A heading above the drawing. */
  readonly title?: string;
  /** A sentence below it. */
  readonly caption?: string;
  /** Width of the whole drawing, which shrinks with the page, and height of the plotted area, in pixels. */
  readonly width?: number;
  readonly height?: number;
}

/** A layer of a specification. */
export type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

/** Sizes of a chart that is not told any, in pixels. */
export const CHART_SIZE = { width: 640, height: 260 } as const;

// The page's own font takes its place; written out at every label, it would make the page larger.
const FONT = 'sans-serif';

const CONFIG: TopLevelSpec['config'] = {
  background: 'transparent',
  font: FONT,
  view: { stroke: null },
  axis: {
    labelColor: color('muted'),
    titleColor: color('muted'),
    domainColor: color('line'),
    tickColor: color('line'),
    gridColor: color('grid'),
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    labelLimit: 220,
    tickSize: 4,
    titlePadding: 8,
  },
  legend: {
    orient: 'top',
    direction: 'horizontal',
    labelColor: color('text'),
    titleColor: color('muted'),
    labelFontSize: 12,
    symbolSize: 80,
  },
  header: { labelColor: color('text'), titleColor: color('muted') },
  text: { color: color('text'), fontSize: 11 },
  range: { category: [...seriesColors] },
};

/**
 * Compiles a Vega-Lite specification and draws it to SVG inside a figure. `summary` tells what it shows to those who cannot see it.
 * Marks with a description show it when pointed at.
 */
export async function drawChart(spec: TopLevelSpec, frame: ChartFrame, summary: string): Promise<Markup> {
  const whole: TopLevelSpec = { autosize: { type: 'fit-x', contains: 'padding' }, ...spec, config: CONFIG };
  // Loaded with the first chart: programs that may draw one start without.
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const svg = await new View(parse(compile(whole).spec), { renderer: 'none' }).toSVG();
  const label = [frame.title, summary].filter(Boolean).join('. ');
  return framed(
    'chart',
    frame,
    new Markup(rounded(svg).replace('<svg ', markup`<svg role="img" aria-label="${label}" `.source)),
  );
}

/** Coordinates to a hundredth of a pixel: more only makes the page larger. */
function rounded(svg: string): string {
  return svg.replace(/ (?:d|transform)="[^"]*"/g, (attribute) => attribute.replace(/(\.\d\d)\d+/g, '$1'));
}
