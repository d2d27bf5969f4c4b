/** The options that a schema knows at a path inside it, through arrays, defaults and optional parts; none where it has no names. */
export function knownOptions(schema: unknown, path: readonly PropertyKey[]): string[] {
  const at = path.reduce((inner, key) => partOf(unwrap(inner), key), schema);
  return Object.keys(shapeOf(unwrap(at)) ?? {});
}

/** The schema inside a default, an optional or a nullable one; zod keeps it under `def.innerType`. */
function unwrap(schema: unknown): unknown {
  const inner = property(property(schema, 'def'), 'innerType');
  return inner === undefined ? schema : unwrap(inner);
}

function partOf(schema: unknown, key: PropertyKey): unknown {
  return typeof key === 'number' ? property(schema, 'element') : property(shapeOf(schema), key);
}

function shapeOf(schema: unknown): object | undefined {
  const shape = property(schema, 'shape');
  return typeof shape === 'object' && shape !== null ? shape : undefined;
}

function property(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
