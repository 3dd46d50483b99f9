// The one kind of error that whoever runs a command can mend.

import { printable } from './printable';

/** What is wrong, a line each, ready to print without a stack trace; `exitCode` is what a command ends with. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  readonly lines: readonly string[];
  readonly exitCode: number;

  constructor(lines: readonly string[], exitCode = 1) {
    const printed = lines.map(printable);
    super(printed.join('\n'));
    this.lines = printed;
    this.exitCode = exitCode;
  }
}
