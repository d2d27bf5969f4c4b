/** Where something stands in a config: keys and indices from the top. */
export type ConfigPath = readonly (string | number)[];

/** `corruption[0].rate` for ['corruption', 0, 'rate']. */
export function formatPath(path: ConfigPath): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`),
    '',
  );
}

/** The opposite: reads `corruption[0].rate` and `corruption.0.rate`. Undefined where it is no path. */
export function parsePath(text: string): ConfigPath | undefined {
  if (!/^[^.[\]=]+(?:\[\d+\]|\.[^.[\]=]+)*$/.test(text)) return undefined;
  return text
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.')
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key));
}
