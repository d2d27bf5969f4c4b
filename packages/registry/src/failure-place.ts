import { fileURLToPath } from 'node:url';

/** Why a user's module failed, and at which file and line. */
export interface FailurePlace {
  /** One line. */
  readonly reason: string;
  /** `file:line:column`, or the file alone where no frame is the user's. */
  readonly at: string;
}

/** Reads the first frame outside node_modules and Node itself from an error that importing `file` threw. */
export function failurePlace(error: unknown, file: string): FailurePlace {
  if (!(error instanceof Error)) return { reason: `threw ${String(error)}`, at: file };
  // A syntax error's message ends with its place: "ParseError: Unexpected token \n /path/module.ts:3:9".
  const syntax = /^(.*?)\s*\n\s*(\S.*:\d+:\d+)\s*$/s.exec(error.message);
  if (syntax) return { reason: syntax[1], at: syntax[2] };
  const reason = error.message.split('\nRequire stack:')[0].replaceAll('\n', ' ');
  const frames = (error.stack ?? '')
    .split('\n')
    .flatMap((line) => /^\s+at (?:.*\()?(.+:\d+:\d+)\)?$/.exec(line)?.[1] ?? []);
  const own = frames.find((frame) => !frame.startsWith('node:') && !frame.includes('/node_modules/'));
  const at = own?.startsWith('file:') ? fileURLToPath(own.replace(/:\d+:\d+$/, '')) + /:\d+:\d+$/.exec(own)?.[0] : own;
  return { reason: `${error.name}: ${reason}`, at: at ?? file };
}
