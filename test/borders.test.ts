// Who imports whom, held to the table of docs/architecture.md.
import { existsSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import ts from 'typescript';
import { root } from '../root';
import { filesNamed } from './support/sources';

/** A row of the table in docs/architecture.md. */
interface Row {
  readonly folder: string;
  /** Rows that its files import; undefined where they may import everything. */
  readonly imports?: readonly string[];
  readonly packages: readonly string[];
}

interface Import {
  readonly from: string;
  readonly what: string;
}

const code = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

/** Rows of the table under a heading, in their order. */
const tableOf = (document: string, heading: string): Row[] => {
  const section = document.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [folder = '', , imports = '', packages = ''] = line.split('|').slice(1);
      return {
        folder: code(folder)[0] ?? '',
        ...(imports.trim() === 'everything' ? {} : { imports: code(imports) }),
        packages: code(packages),
      };
    });
};

/** The file or folder that a module of ours is at, its source where it is compiled; nothing for a package of others. */
const placeOf = (from: string, module: string): string | undefined => {
  if (module.startsWith('.')) return path.join(path.dirname(from), module).replace(/(^|\/)lib\//, '$1');
  return module.split('/')[0] === 'manifest-review' ? path.join('packages', module) : undefined;
};

const packageOf = (module: string): string =>
  module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/');

const isFolder = (place: string): boolean => existsSync(path.join(root, place)) && statSync(path.join(root, place)).isDirectory();

/** The row that a file or folder belongs to: the longest that it begins with. */
const rowOf = (rows: readonly Row[], place: string): string | undefined => {
  const within = isFolder(place) ? `${place}/` : place;
  const [found] = rows
    .map(({ folder }) => folder)
    .filter((folder) =>
      folder.endsWith('.ts')
        ? [folder, folder.replace(/\.ts$/, '')].includes(place)
        : within.startsWith(folder) || (folder === './' && path.dirname(within) === '.'),
    )
    .sort((a, b) => b.length - a.length);
  return found;
};

const rows = tableOf(readFileSync(path.join(root, 'docs/architecture.md'), 'utf8'), 'Who may import whom');
/** Files of code; tests may import everything and are left out. */
const files = filesNamed(/(?<!\.d)(?<!\.config)\.(ts|js)$/, ['test']);
const modulesOf = (file: string): string[] =>
  ts.preProcessFile(readFileSync(path.join(root, file), 'utf8'), true, true).importedFiles.map(({ fileName }) => fileName);

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)].sort();

/** Arrows between rows, and packages of others by row. */
const found = (() => {
  const arrows: Import[] = [];
  const packages: Import[] = [];
  for (const file of files) {
    const from = rowOf(rows, file) ?? file;
    for (const module of modulesOf(file).filter((name) => !name.startsWith('node:') && !name.includes('node_modules'))) {
      const place = placeOf(file, module);
      if (place === undefined) packages.push({ from, what: packageOf(module) });
      else if (rowOf(rows, place) !== from) arrows.push({ from, what: rowOf(rows, place) ?? place });
    }
  }
  return { arrows, packages };
})();

const checked = rows.filter(({ imports }) => imports !== undefined);
const of = (imports: readonly Import[], row: string): string[] =>
  unique(imports.filter(({ from }) => from === row).map(({ what }) => what));

test('every folder of code has a row, and every row has code', () => {
  expect(files.filter((file) => rowOf(rows, file) === undefined)).toEqual([]);
  expect(rows.map(({ folder }) => folder).filter((folder) => !files.some((file) => rowOf(rows, file) === folder))).toEqual([]);
  expect(rows.length).toBeGreaterThan(10);
});

test.each(checked.map(({ folder, imports = [] }) => [folder, imports] as const))('%s imports what the table says', (folder, imports) => {
  expect(of(found.arrows, folder)).toEqual(unique(imports));
});

test.each(checked.map(({ folder, packages }) => [folder, packages] as const))(
  '%s uses the packages that the table says',
  (folder, packages) => {
    expect(of(found.packages, folder)).toEqual(unique(packages));
  },
);

test('a folder imports only what stands below it', () => {
  const place = (folder: string): number => rows.findIndex((row) => row.folder === folder);
  expect(found.arrows.filter(({ from, what }) => place(what) <= place(from))).toEqual([]);
});
