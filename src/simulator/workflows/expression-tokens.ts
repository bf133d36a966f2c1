/** Splits an expression into names, literals and symbols. */

export interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'symbol';
  readonly text: string;
}

const pattern =
  /\s+|(?<text>'(?:[^']|'')*')|(?<number>-?(?:0x[\da-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?))|(?<name>[a-z_][\w-]*)|(?<symbol>&&|\|\||[=!<>]=|[!<>()[\].,*])/giy;

/** Throws for a character that no expression has. */
export function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < expression.length) {
    const start = pattern.lastIndex;
    const groups = pattern.exec(expression)?.groups;
    if (groups === undefined) throw new SyntaxError(`Unexpected symbol: '${expression.slice(start)}'`);
    const { text, number, name, symbol } = groups;
    if (text !== undefined) tokens.push({ kind: 'text', text: text.slice(1, -1).replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
  }
  return tokens;
}
