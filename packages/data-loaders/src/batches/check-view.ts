import { PluginError, type View } from '@cloze/contracts';

/**
 * Checks what a sampler or corruption made, since a wrong array would only show as a wrong loss.
 * @throws PluginError naming the plugin and the array
 */
export function checkView(view: View, maxLength: number, name: string, where: string): View {
  const { length } = view.inputIds;
  const wrong = (received: string, allowed: string) =>
    new PluginError({ what: `"${name}" made a wrong view`, where, received, allowed, fix: 'mend the plugin' });
  for (const array of ['segmentIds', 'positionIds', 'special', 'wordStarts', 'origins', 'actions'] as const) {
    if (view[array].length !== length) {
      throw wrong(`${view[array].length} entries in "${array}"`, `${length}, one for each of "inputIds"`);
    }
  }
  if (length > maxLength) {
    throw wrong(
      `${length} tokens`,
      `${maxLength}, the sampler's maximum (a corruption that lengthens declares its \`growth\`)`,
    );
  }
  const { partStarts } = view;
  if (partStarts[0] !== 0 || partStarts[partStarts.length - 1] !== length) {
    throw wrong(`"partStarts" ${[...partStarts].join(', ')}`, `numbers from 0 to ${length}`);
  }
  return view;
}
