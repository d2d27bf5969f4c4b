import { markup, type Markup } from '../markup/markup.js';

/** One of several panels, of which one is shown at a time. */
export interface Panel {
  readonly name: string;
  readonly content: Markup;
}

/** Panels behind a list to choose from; without scripts all of them are shown, one below the other. */
export function switchable(label: string, panels: readonly Panel[]): Markup {
  const options = panels.map(({ name }, i) => markup`<option value="${i}">${name}</option>`);
  const sections = panels.map(
    ({ name, content }) => markup`<section class="panel" aria-label="${name}">${content}</section>\n`,
  );
  return markup`<div class="switchable wide"><label class="choice" hidden>${label} <select>${options}</select></label>
${sections}</div>`;
}
