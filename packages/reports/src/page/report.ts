import { createHash } from 'node:crypto';
import { Markup, markup } from '../markup/markup.js';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';

/** What a section holds: charts and tables, made or being made, and paragraphs of text. */
export type SectionContent = Markup | string | Promise<Markup>;

/** A part of a report under a heading. */
export interface ReportSection {
  readonly title: string;
  /** Text becomes a paragraph. */
  readonly content: readonly SectionContent[];
}

/** What {@link report} writes. */
export interface ReportOptions {
  readonly title: string;
  /** A sentence or two under the title. */
  readonly lead?: string;
  readonly sections: readonly ReportSection[];
  /** The last line, such as what made the report. */
  readonly footer?: string;
}

/** Nothing is loaded from anywhere, and no script runs but the page's own, whatever the text in it says. */
const POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  `script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A whole page in one file. */
export async function report({ title, lead, sections, footer }: ReportOptions): Promise<string> {
  const made = await Promise.all(
    sections.map(async (section) => ({ ...section, content: await Promise.all(section.content) })),
  );
  const links = made.map((section, i) => markup`<a href="#part-${i + 1}">${section.title}</a>\n`);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<main>
<header><h1>${title}</h1>
${lead === undefined ? undefined : markup`<p class="lead">${lead}</p>\n`}${
    made.length > 2 ? markup`<nav aria-label="Sections">${links}</nav>\n` : undefined
  }</header>
${made.map(sectionOf)}${footer === undefined ? undefined : markup`<footer>${footer}</footer>\n`}</main>
<script>${new Markup(SCRIPT)}</script>
</body>
</html>
`.source;
}

function sectionOf({ title, content }: { title: string; content: readonly (Markup | string)[] }, i: number): Markup {
  const parts = content.map((part) => (Markup.is(part) ? markup`${part}\n` : markup`<p>${part}</p>\n`));
  return markup`<section id="part-${i + 1}"><h2>${title}</h2><div class="flow">
${parts}</div></section>
`;
}
