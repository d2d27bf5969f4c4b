import { markup, type Markup } from '../markup/markup.js';

/** Text as it is, such as a config, folded away under a line that tells what it is. */
export function codeBlock(summary: string, text: string): Markup {
  return markup`<details class="code"><summary>${summary}</summary><pre tabindex="0"><code>${text}</code></pre></details>`;
}
