// The report of the API is of all that users can reach by their types.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { root } from '../../root';
import { apiReport } from '../../tools/api';

const folder = mkdtempSync(path.join(tmpdir(), 'api-'));
afterAll(() => rmSync(folder, { recursive: true }));

const report = (...lines: string[]): string => {
  const entry = path.join(folder, 'index.ts');
  writeFileSync(entry, lines.map((line) => `${line.replaceAll("'/", `'${root}/`)}\n`).join(''));
  return apiReport(entry);
};

test('a type that an export reaches and nobody can import is named, with the export', () => {
  expect(() =>
    report("export type { Component } from '/topology/topology';", "export type { Connection } from '/topology/topology';"),
  ).toThrow('index.ts does not export Role, which Component reaches; Consumption, which Component reaches');
});

test('what is internal is no part of it, nor of what a name is for', () => {
  const text = report("export type { Role } from '/topology/role';");
  expect(text).toContain('## Role\n\nWhat kind of thing a component is');
  expect(text).not.toMatch(/uid|Subsystem|for the constructs alone/);
});

test('a class is reached by what it extends', () => {
  expect(() => report("export { SettingsError } from '/settings/load';")).toThrow('UserError, which SettingsError reaches');
});
