/** Reads the request of a push, which is the commands before its pack, and renders the report that answers them. */
import { flushPkt, maxPktBytes, pktLine, readSection } from './pkt-line.ts';

export interface PushCommand {
  /** 40 zeros for a ref that is made. */
  readonly before: string;
  /** 40 zeros for a ref that is deleted. */
  readonly after: string;
  readonly ref: string;
}

export interface PushRequest {
  readonly commands: readonly PushCommand[];
  readonly capabilities: readonly string[];
  /** Where the pack begins. */
  readonly packOffset: number;
}

/** Bytes that the commands of one push may have; enough for some thousand refs. */
export const maxCommandBytes = 1024 * 1024;

const commandPattern = /^([0-9a-f]{40}) ([0-9a-f]{40}) (\S+)$/;

/** `undefined` when the bytes, the beginning of a request's body, hold no complete section of commands. */
export function readPush(bytes: Buffer): PushRequest | undefined {
  const section = readSection(bytes);
  if (section === undefined) return undefined;
  const [first = '', ...rest] = section.lines.map((line) => line.toString('utf8').replace(/\n$/, ''));
  const [head = '', capabilities = ''] = first.split('\0');
  const commands = [head, ...rest].flatMap((line): PushCommand[] => {
    const match = commandPattern.exec(line);
    return match === null ? [] : [{ before: match[1] ?? '', after: match[2] ?? '', ref: match[3] ?? '' }];
  });
  return { commands, capabilities: capabilities.split(' ').filter(Boolean), packOffset: section.end };
}

export interface PushResult {
  readonly ref: string;
  /** Why it was not moved; `undefined` when it was. */
  readonly refusal: string | undefined;
}

/** The body that reports the result for each ref. git shows `messages` to the user, after `remote: `. */
export function renderReport(
  request: PushRequest,
  results: readonly PushResult[],
  messages: readonly string[],
): Buffer {
  const has = (name: string) => request.capabilities.includes(name);
  const lines = results.map(({ ref, refusal }) =>
    pktLine(refusal === undefined ? `ok ${ref}\n` : `ng ${ref} ${refusal}\n`),
  );
  const isWanted = has('report-status') || has('report-status-v2');
  const report = Buffer.concat(isWanted ? [pktLine('unpack ok\n'), ...lines, Buffer.from(flushPkt)] : []);
  if (!has('side-band-64k')) return report;
  const frames: Buffer[] = messages.map((message) => pktLine(`\x02${message}\n`));
  for (let offset = 0; offset < report.length; offset += maxPktBytes - 1) {
    frames.push(
      pktLine(Buffer.concat([Buffer.from([1]), report.subarray(offset, offset + maxPktBytes - 1)])),
    );
  }
  return Buffer.concat([...frames, Buffer.from(flushPkt)]);
}
