/** The log of the server for a person on a terminal: time, level, message and fields on a line. */
import { styleText } from 'node:util';
import { escapeUnprintable, isRecord } from '../../base/text.ts';

const levelStyles = {
  trace: 'dim',
  debug: 'dim',
  info: 'green',
  warn: 'yellow',
  error: 'red',
  fatal: 'red',
} as const;

function isLevel(level: string): level is keyof typeof levelStyles {
  return Object.hasOwn(levelStyles, level);
}

function readRecord(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function toText(value: unknown): string {
  return escapeUnprintable(typeof value === 'string' ? value : JSON.stringify(value));
}

/** The stack of an error on lines of its own, and its other fields as JSON. */
function renderField(
  name: string,
  value: unknown,
): { readonly text: string; readonly lines: readonly string[] } {
  if (!isRecord(value) || typeof value['stack'] !== 'string')
    return { text: `${name}=${toText(value)}`, lines: [] };
  const { stack, name: _name, message, ...more } = value;
  const rest = Object.keys(more).length === 0 ? '' : ` ${toText(more)}`;
  return {
    text: `${name}=${toText(message)}${rest}`,
    lines: String(stack).split('\n').slice(1).map(escapeUnprintable),
  };
}

/** @param line a line of the log: JSON as `createLog` writes it. Other text is returned unchanged. */
export function renderLogLine(line: string, color: boolean): string {
  const record = readRecord(line);
  if (record === undefined) return line;
  const { level, time, msg, ...fields } = record;
  const paint = (style: 'dim' | 'green' | 'yellow' | 'red', text: string) =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const name = String(level);
  const shown = Object.entries(fields).map(([key, value]) => renderField(key, value));
  const head = [
    paint('dim', String(time).slice(11, 19)),
    paint(isLevel(name) ? levelStyles[name] : 'dim', name.padEnd(5)),
    ...(msg === undefined ? [] : [toText(msg)]),
    ...shown.map(({ text }) => paint('dim', text)),
  ];
  return [
    `${head.join(' ')}\n`,
    ...shown.flatMap(({ lines }) => lines.map((each) => `${paint('dim', each)}\n`)),
  ].join('');
}

/** A destination for `createLog`. */
export function createPrettyLog(color: boolean): { write(line: string): void } {
  return {
    write: (line) => {
      process.stdout.write(renderLogLine(line, color));
    },
  };
}
