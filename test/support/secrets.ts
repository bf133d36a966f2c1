/** Finds secrets in what should hold none, in every form in which they travel. */

/** Name, for messages, to value. */
export type Secrets = Readonly<Record<string, string>>;

/** Shorter pieces turn up by chance. */
const minNeedleLength = 12;

/** What Base64 makes of `text` wherever it begins among other bytes, such as in `x-access-token:…`. */
function base64Forms(text: string): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]).toString('base64');
    // The characters at both ends depend on the adjacent ones.
    const core = encoded.slice(shift === 0 ? 0 : 4, -4);
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** The pieces that make a secret one: the signature of a JWT, the lines of a key. */
function piecesOf(secret: string): string[] {
  const parts = secret.split('.');
  if (parts.length === 3) return [secret, parts[2] ?? ''];
  if (secret.includes('-----BEGIN'))
    return secret.split(/\r?\n|\\n/).filter((line) => !line.startsWith('---'));
  return [secret];
}

function needlesOf(secret: string): string[] {
  const needles = piecesOf(secret).flatMap((piece) => [
    piece,
    encodeURIComponent(piece),
    ...base64Forms(piece),
    Buffer.from(piece).toString('hex'),
  ]);
  return [...new Set(needles)].filter((needle) => needle.length >= minNeedleLength);
}

/** Names of the secrets that `text` contains. Throws for a secret that is too short to be looked for. */
export function findSecrets(text: string, secrets: Secrets): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const needles = needlesOf(secret);
    if (needles.length === 0) throw new Error(`${name} is too short to be looked for`);
    return needles.some((needle) => text.includes(needle)) ? [name] : [];
  });
}

/** `place: secret` for each find, to be compared with none. */
export function findLeaks(places: Readonly<Record<string, string>>, secrets: Secrets): string[] {
  return Object.entries(places).flatMap(([place, text]) =>
    findSecrets(text, secrets).map((name) => `${place}: ${name}`),
  );
}
