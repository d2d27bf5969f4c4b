import { z } from 'zod';

/** One option of a plugin, for people. */
export interface OptionDescription {
  readonly name: string;
  /** Such as `number`, `"a" | "b"`, `string[]`. */
  readonly type: string;
  readonly required: boolean;
  readonly default?: unknown;
  readonly description?: string;
}

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly description?: string;
}

/** The options that a schema takes, in its order. */
export function describeOptions(schema: z.ZodType): OptionDescription[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
  }) as JsonSchema;
  return Object.entries(properties).map(([name, option]) => ({
    name,
    type: typeText(option),
    required: required.includes(name),
    ...('default' in option && { default: option.default }),
    ...(option.description !== undefined && { description: option.description }),
  }));
}

function typeText(schema: JsonSchema): string {
  const { type, items, properties } = schema;
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if ('const' in schema) return JSON.stringify(schema.const);
  if (alternatives) return alternatives.map(typeText).join(' | ');
  if (type === 'array')
    return items?.type || items?.enum ? `(${typeText(items)})[]`.replace(/^\((\w+)\)/, '$1') : 'array';
  if (type === 'object' && properties) {
    return `{ ${Object.entries(properties)
      .map(([name, option]) => `${name}: ${typeText(option)}`)
      .join(', ')} }`;
  }
  return typeof type === 'string' ? type : (type?.join(' | ') ?? 'anything');
}
