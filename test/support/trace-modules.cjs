// Loaded before a bundled step (`traceStart` of trace-modules.ts): appends to the file what the step loads, `chunk` for a file of the bundle and
// `module` for a module that is evaluated, until `first`: its first connection or output.
const { appendFileSync } = require('node:fs');
const { registerHooks } = require('node:module');
const net = require('node:net');

const file = process.env.ATMOS_PRO_TEST_TRACE;
let hasStarted = false;

function note(kind, value) {
  if (!hasStarted) appendFileSync(file, `${kind} ${value}\n`);
}

function start(kind) {
  note('first', kind);
  hasStarted = true;
}

globalThis.noteModule = (id) => note('module', id);
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    const name = /\/dist\/(.*\.js)$/.exec(url)?.[1];
    if (name === undefined) return loaded;
    note('chunk', name);
    if (name !== 'shared/index.js') return loaded;
    const source = String(loaded.source).replace(
      '// Execute the module function',
      '$&\nglobalThis.noteModule(moduleId);',
    );
    return { ...loaded, source };
  },
});

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  start('request');
  return connect.apply(this, args);
};
const write = process.stdout.write;
process.stdout.write = function (...args) {
  start('output');
  return write.apply(this, args);
};
