/** Names shown of each kind of fault. */
const SHOWN = 8;

/** Keys that do not fit, by kind, on one line; undefined where all do. */
export function listFaults(
  kinds: Readonly<Record<'missing' | 'extra' | 'misshapen', readonly string[]>>,
): string | undefined {
  const parts = Object.entries(kinds).flatMap(([kind, names]) =>
    names.length === 0
      ? []
      : `${names.length} ${kind}: ${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? ', …' : ''}`,
  );
  return parts.length === 0 ? undefined : parts.join('; ');
}
