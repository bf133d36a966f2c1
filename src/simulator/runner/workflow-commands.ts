/** Reads the workflow commands that a step prints to standard output (docs.github.com, "Workflow commands"). */

export interface WorkflowCommand {
  readonly command: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
}

/** The command of one line of output, or undefined where the line is plain text. */
export function readWorkflowCommand(line: string): WorkflowCommand | undefined {
  const [, command, list = '', message = ''] =
    /^::([a-z-]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/s.exec(line) ?? [];
  if (command === undefined) return undefined;
  const properties = Object.fromEntries(
    list
      .split(',')
      .map((pair) => pair.split('='))
      .filter(([name]) => name !== undefined && name !== '')
      .map(([name = '', ...value]) => [name.trim(), unescapeProperty(value.join('='))]),
  );
  return { command, properties, message: unescapeData(message) };
}
