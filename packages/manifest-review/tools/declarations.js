// Takes the declarations that no entry of package.json leads to out of lib/: nobody could import them.
const { readFileSync, readdirSync, rmSync } = require('node:fs');
const path = require('node:path');
const ts = require('typescript');

const { exports: entries } = JSON.parse(readFileSync('package.json', 'utf8'));
const roots = Object.values(entries).flatMap(({ types }) => types ?? []);
const { options, errors } = ts.getParsedCommandLineOfConfigFile(
  'tsconfig.build.json',
  {},
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic() {} },
);
if (errors.length > 0) throw new Error(ts.formatDiagnostics(errors, ts.createCompilerHost(options)));
const reached = new Set(
  ts
    .createProgram(roots, options)
    .getSourceFiles()
    .map(({ fileName }) => path.resolve(fileName)),
);

for (const file of readdirSync('lib', { recursive: true })) {
  const declaration = path.resolve('lib', file);
  if (file.endsWith('.d.ts') && !reached.has(declaration)) rmSync(declaration);
}
