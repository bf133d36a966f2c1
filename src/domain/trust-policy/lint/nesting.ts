/** Keeps deeply nested text away from the YAML library, which recurses and would exhaust the stack. */

/**
 * Most `[` and `{` that may open a flow collection. Counted, not paired: pairing needs a YAML lexer, and a closing bracket inside
 * quotes would hide the depth. Fifty rules as JSON with regular expressions take about 300; the stack ends at about 770.
 */
const maxFlowCollections = 400;
/** In columns. Every level of a block collection is indented by one at least, or is a list inside a mapping. */
const maxIndentation = 64;

/** `[` and `{` where a value may begin, which is where a regular expression's own brackets rarely stand. */
const flowOpening = /(?:^|[\s,[{:])(?=[[{])/gm;
/** Indicators and properties that nest on one line: `- - - a`, `? ? a`, `&a &b c`. */
const runOfIndicators = /(?:(?:[-?:]|[&!*]\S{0,64})[ \t]+){9}/;
const deepIndentation = new RegExp(`^[ \\t]{${maxIndentation + 1}}`, 'm');

/** Offset where the nesting becomes too deep; never more than about 550 levels get past it. */
export function findDeepNesting(text: string): number | undefined {
  const openings = [...text.matchAll(flowOpening)];
  const offsets = [
    openings[maxFlowCollections]?.index ?? -1,
    text.search(runOfIndicators),
    text.search(deepIndentation),
  ].filter((offset) => offset >= 0);
  return offsets.length === 0 ? undefined : Math.min(...offsets);
}
