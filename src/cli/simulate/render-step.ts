/** Renders what a step left behind, for a terminal. */
import { styleText } from 'node:util';
import type { ShownStep } from './run-one-step.ts';

const colors: Readonly<Record<string, 'red' | 'yellow' | 'cyan'>> = {
  error: 'red',
  warning: 'yellow',
  notice: 'cyan',
};

function renderPairs(title: string, values: Readonly<Record<string, string>>): readonly string[] {
  const lines = Object.entries(values).flatMap(([name, value]) => {
    const [first = '', ...more] = value.split('\n');
    return [`    ${name}=${first}`, ...more.map((line) => `      ${line}`)];
  });
  return lines.length === 0 ? [] : [`  ${title}`, ...lines];
}

/** Ends with a line break. Parts that are empty are left out. */
export function renderStep(step: ShownStep): string {
  const { name, phase, exitCode, log, annotations, outputs, environment, path, state, summary } = step;
  const mark = styleText(exitCode === 0 ? 'green' : 'red', '●');
  const title = phase === 'post' ? `Post ${name}` : name;
  const lines = [
    `${mark} ${title}${exitCode === 0 ? '' : ` (exit code ${exitCode})`}`,
    ...log.map((line) => styleText('dim', `    ${line}`)),
    ...annotations.flatMap(({ level, message }) =>
      message.split('\n').map((line) => `    ${styleText(colors[level] ?? 'cyan', `${level}: ${line}`)}`),
    ),
    ...renderPairs('Outputs', outputs),
    ...renderPairs('Environment', environment),
    ...(path.length === 0 ? [] : ['  Path', ...path.map((entry) => `    ${entry}`)]),
    ...renderPairs('State', state),
    ...(summary === ''
      ? []
      : [
          '  Summary',
          ...summary
            .trimEnd()
            .split('\n')
            .map((line) => `    ${line}`.trimEnd()),
        ]),
  ];
  return `${lines.join('\n')}\n`;
}
