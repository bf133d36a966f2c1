/** Bytes of a policy file → text: size, encoding, characters that YAML does not allow. */

import type { FindingId, PolicyFinding, Range } from '../findings.ts';
import { createFinding } from '../findings.ts';

/** 32 KiB. */
const maxPolicyBytes = 32_768;

export type PolicyText =
  | { readonly status: 'read'; readonly text: string }
  | { readonly status: 'refused'; readonly findings: readonly PolicyFinding[] };

const start = { line: 1, column: 1 };

// Everything that YAML 1.2 does not count as printable, surrogates excepted: UTF-8 has none.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufeff\ufffe\uffff]/;

function refuse(id: FindingId, message: string, range: Range = { start, end: start }): PolicyText {
  return { status: 'refused', findings: [createFinding(id, { range, message })] };
}

function rangeOfCharacter(text: string, offset: number): Range {
  const lines = text.slice(0, offset).split(/\r\n?|\n/);
  const position = { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
  return { start: position, end: { line: position.line, column: position.column + 1 } };
}

/** A byte order mark of UTF-8 at the very start is skipped, as YAML allows. */
export function readPolicyText(content: Uint8Array): PolicyText {
  if (content.byteLength > maxPolicyBytes) {
    return refuse(
      'file-too-large',
      `The file has ${content.byteLength} bytes, and ${maxPolicyBytes} (32 KiB) is the limit.`,
    );
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return refuse('not-utf8', 'The file is not UTF-8 text. Save it as UTF-8.');
  }
  const offset = text.search(unprintable);
  if (offset < 0) return { status: 'read', text };
  const code = (text.codePointAt(offset) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return refuse(
    'yaml-syntax',
    `The character U+${code} is not allowed in YAML. Remove it.`,
    rangeOfCharacter(text, offset),
  );
}
