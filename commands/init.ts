import { Command } from 'commander';
export const init = (): Command => new Command('init');
