import { withoutVariables } from './colors.js';
import type { Markup } from '../markup/markup.js';

/** The drawing of a chart as a file of its own, on white, for documents that take pictures only. */
export function standaloneSvg(chart: Markup): string {
  const [drawing] = /<svg [\s\S]*<\/svg>/.exec(chart.source) ?? [''];
  return `${withoutVariables(drawing).replace('<svg ', '<svg style="background:#fff" ')}\n`;
}
