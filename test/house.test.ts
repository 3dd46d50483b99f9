// What holds for every file of code in this repository.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import ts from 'typescript';
import { knownReleases } from '../releases/load';
import { root } from '../root';
import { filesNamed } from './support/sources';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

describe('a header: one line, the first, that says what the file is for', () => {
  const forms: Readonly<Record<string, RegExp>> = {
    // What a compiler or a linter is told is no header, nor is the docstring of the first declaration.
    ts: /^\/\/ (?!@|biome-|eslint)\S+( \S+){2,}/,
    py: /^("""|# (?!type:|noqa))\S+( \S+){2,}/,
    sh: /^# (?!shellcheck)\S+( \S+){2,}/,
  };
  const files = filesNamed(/\.(ts|js|mjs|py|sh)$/, ['imports']).filter((file) => statSync(path.join(root, file)).size > 0);
  const form = (file: string): RegExp | undefined =>
    forms[
      path
        .extname(file)
        .slice(1)
        .replace(/^m?js$/, 'ts')
    ];
  const hasNone = (file: string): boolean => form(file)?.test(read(file).replace(/^#!.*\n/, '')) !== true;

  test('every file has one', () => expect(files.filter(hasNone)).toEqual([]));
  test('there are files of each language', () => {
    for (const extension of ['ts', 'js', 'py', 'sh']) expect(files.filter((file) => file.endsWith(`.${extension}`))).not.toEqual([]);
    expect(files.length).toBeGreaterThan(400);
  });
});

describe('no two types of one name', () => {
  /** Flags of one command, which are seen in its own file alone and are called as commander calls them. */
  const isOfOneCommand = (name: string, file: string): boolean => name === 'Options' && path.dirname(file) === 'commands';

  const typesOf = (file: string): string[] =>
    ts
      .createSourceFile(file, read(file), ts.ScriptTarget.Latest)
      .statements.flatMap((statement) =>
        ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) || ts.isClassDeclaration(statement)
          ? (statement.name?.text ?? [])
          : [],
      );
  const places = new Map<string, string[]>();
  for (const file of filesNamed(/(?<!\.d)\.ts$/, ['imports', 'test']))
    for (const name of new Set(typesOf(file))) if (!isOfOneCommand(name, file)) places.set(name, [...(places.get(name) ?? []), file]);

  test('in product, tools and reviewer, exported or not', () => {
    expect(Object.fromEntries([...places].filter(([, files]) => files.length > 1))).toEqual({});
    expect(places.size).toBeGreaterThan(150);
  });
});

describe('tests mirror the source', () => {
  /** Suites with a way of their own to be run, helpers, and what holds for all of a render. */
  const suites = ['cluster', 'node', 'package', 'page', 'readme', 'support', 'constructs/invariants'];
  const tests = [
    ['test', ''],
    ['packages/manifest-review/test', 'packages/manifest-review'],
  ] as const;

  test.each(tests)('%s has the folders of what it tests', (folder, sources) => {
    const folders = filesNamed(/\.test\.ts$/, [], folder)
      .map((file) => path.dirname(path.relative(folder, file)))
      .filter((name) => !suites.some((suite) => name === suite || name.startsWith(`${suite}/`)));
    const isFolder = (name: string): boolean => statSync(path.join(root, sources, name), { throwIfNoEntry: false })?.isDirectory() === true;
    expect([...new Set(folders)].filter((name) => !isFolder(name))).toEqual([]);
    expect(folders.length).toBeGreaterThan(10);
  });
});

test('no release stands in the code', () => {
  const code = ['constructs', 'knowledge', 'settings', 'topology'];
  const files = code.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.\w+$/.test(name))
      .map((name) => path.join(folder, name)),
  );
  const found = files.filter((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    return knownReleases().some((release) => new RegExp(`\\b${release.replaceAll('.', '\\.')}\\b`).test(text));
  });
  expect([files.length > 100, found]).toEqual([true, []]);
});
